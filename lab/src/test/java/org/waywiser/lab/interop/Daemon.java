package org.waywiser.lab.interop;

import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Laboratory.Way;
import org.waywiser.lab.peers.Settings;

/** What a daemon can only be told at its start. */
enum Daemon {
    USUAL,
    /** As before RFC 7427. */
    PLAIN_SIGNATURES,
    /** Away from port 500. */
    HIGH_PORTS,
    /** Demands a cookie from the first SA that is not the only one half open. */
    COOKIES,
    /** Gives up a peer that does not answer after one second and a half. */
    IMPATIENT,
    /** Installs child SAs: ESP in user space, since the kernel may have none. It claims a NAT, lest ESP go without UDP. */
    CHILDREN,
    /** The same, and proves identities anew while the SA before is still there. */
    CHILDREN_MAKE_BEFORE_BREAK;

    Settings options(Settings daemon) {
        return switch (this) {
            case USUAL -> daemon;
            case PLAIN_SIGNATURES -> daemon.set("signature_authentication", "no");
            case HIGH_PORTS -> onHighPorts(daemon);
            case COOKIES -> daemon.set("cookie_threshold", 1);
            case IMPATIENT -> daemon.set("retransmit_timeout", "0.25");
            case CHILDREN -> withChildren(daemon);
            case CHILDREN_MAKE_BEFORE_BREAK -> withChildren(daemon).set("make_before_break", "yes");
        };
    }

    private static Settings withChildren(Settings daemon) {
        return daemon.set("load", Charon.PLUGINS.replace("kernel-netlink", "kernel-libipsec kernel-netlink"))
                // what a child covers comes from the very host that IKE runs with: the mark tells them apart
                .in(
                        "plugins",
                        plugins -> plugins.in("kernel-libipsec", p -> p.set("allow_peer_ts", "yes"))
                                .in("kernel-netlink", p -> p.set("fwmark", "!0x42"))
                                .in("socket-default", p -> p.set("fwmark", "0x42")));
    }

    private static Settings onHighPorts(Settings daemon) {
        int port = Way.WIRE_HIGH_PORTS.port();
        return daemon.set("port", port).set("port_nat_t", port + 1);
    }
}
