package org.waywiser.lab.interop;

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
    COOKIES;

    Settings options(Settings daemon) {
        return switch (this) {
            case USUAL -> daemon;
            case PLAIN_SIGNATURES -> daemon.set("signature_authentication", "no");
            case HIGH_PORTS ->
                daemon.set("port", Way.WIRE_HIGH_PORTS.port()).set("port_nat_t", Way.WIRE_HIGH_PORTS.port() + 1);
            case COOKIES -> daemon.set("cookie_threshold", 1).set("block_threshold", 100);
        };
    }
}
