package org.waywiser.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.keys.xfrm.KernelDatabases;
import org.waywiser.net.linux.KernelClock;
import org.waywiser.net.linux.PortHolder;
import org.waywiser.net.udp.UdpPorts;
import org.waywiser.protocol.path.Databases;
import org.waywiser.wire.AddressText;

/** Looks at one thing after the other; changes nothing, sends nothing off this machine. */
public final class Checkup {
    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
    private static final Set<String> STRONGSWAN = Set.of("charon", "charon-systemd");

    private final PortHolder programs;

    /** @param proc a folder such as {@code /proc} */
    public Checkup(Path proc) {
        this.programs = new PortHolder(proc);
    }

    /** Whether one-way delays mean anything. */
    public static Finding clock() {
        try {
            return clock(KernelClock.read());
        } catch (IOException e) {
            return Finding.limited("clock", String.valueOf(e.getMessage()), "one-way delays cannot be trusted");
        }
    }

    static Finding clock(KernelClock clock) {
        return clock.synchronised()
                ? Finding.ok("clock", "synchronised, error at most " + clock.maximumErrorMicros() + " us")
                : Finding.limited(
                        "clock",
                        "not synchronised",
                        "round trips are exact all the same; for one-way delays run chrony or ntpd on both hosts");
    }

    /** A UDP port that a server wants. */
    public Finding udp(int port, String purpose, String otherwise) {
        try (var _ = UdpPorts.open(List.of(new InetSocketAddress(ANY, port)))) {
            return Finding.ok("UDP " + port, "free: " + purpose);
        } catch (IOException e) {
            String holder = programs.ofUdp(port).map(name -> "held by " + name).orElse(String.valueOf(e.getMessage()));
            return Finding.limited("UDP " + port, holder + ": " + purpose, otherwise);
        }
    }

    /** A TCP port that a server wants. */
    public static Finding tcp(int port, String purpose, String otherwise) {
        try (var _ = new ServerSocket(port, 1, ANY)) {
            return Finding.ok("TCP " + port, "free: " + purpose);
        } catch (IOException e) {
            return Finding.limited("TCP " + port, e.getMessage() + ": " + purpose, otherwise);
        }
    }

    /** Whether this process may read policies and SAs of the kernel. */
    public static Finding kernel() {
        try {
            Databases databases = KernelDatabases.read();
            String held =
                    databases.sas().size() + " SAs, " + databases.policies().size() + " policies";
            return Finding.ok("xfrm", "this process may read the kernel's SAs: " + held);
        } catch (IOException e) {
            return Finding.limited(
                    "xfrm",
                    String.valueOf(e.getMessage()),
                    "only path, --key-source xfrm and --compare-tunnel need it; an agent with CAP_NET_ADMIN tells"
                            + " paths");
        }
    }

    /**
     * Whether a strongSwan is here, whether its plugin ha speaks, and whether anybody listens.
     *
     * @param local the plugin's end
     * @param remote the end to listen at
     */
    public Finding strongSwan(InetSocketAddress local, InetSocketAddress remote) {
        Optional<String> daemon = programs.running(STRONGSWAN);
        if (daemon.isEmpty()) return Finding.ok("strongSwan", "does not run here");
        if (!HaPeer.isSpoken(local, remote)) {
            return Finding.limited(
                    "strongSwan",
                    daemon.get() + " runs, and tells nobody of its SAs at " + AddressText.of(remote),
                    "for its keys: give it the plugin ha, as docs/strongswan.md has it");
        }
        return heard(remote)
                ? Finding.ok("strongSwan", daemon.get() + " tells " + AddressText.of(remote) + " of its SAs")
                : Finding.limited(
                        "strongSwan",
                        daemon.get() + " tells of its SAs, and nobody listens at " + AddressText.of(remote),
                        "start serve or agent with --key-source strongswan before strongSwan, or with --ha-resync");
    }

    /** Whether somebody has that end already. */
    private static boolean heard(InetSocketAddress remote) {
        try (var _ = UdpPorts.open(List.of(remote))) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
