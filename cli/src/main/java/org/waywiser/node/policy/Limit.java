package org.waywiser.node.policy;

import java.util.Arrays;
import java.util.Optional;

/** What a class of clients may be limited in. */
public enum Limit {
    /** Of all its one-way sessions, headers of IP and UDP included. */
    BANDWIDTH("bandwidth", "bit/s", true),
    /** Of all its one-way sessions. */
    RATE("rate", "packets/s", true),
    /** Accepted and not yet ended. */
    SESSIONS("sessions", "sessions", true),
    /** What its received one-way sessions take, from their request until they are deleted. */
    DISK("disk", "octets on disk", true),
    /** Of one one-way session. */
    PACKETS("packets", "packets a session", false),
    /** Of a packet. */
    PADDING("padding", "octets of padding", false),
    /** That one connection may ask for while it lasts. */
    SESSIONS_PER_CONNECTION("sessions-per-connection", "sessions a connection", false);

    private final String key;
    private final String unit;
    private final boolean shared;

    Limit(String key, String unit, boolean shared) {
        this.key = key;
        this.unit = unit;
        this.shared = shared;
    }

    /** As it stands in our files. */
    public String key() {
        return key;
    }

    /** For people. */
    String unit() {
        return unit;
    }

    /** Whether all sessions of a class and its children have it together; else it is of each request. */
    boolean shared() {
        return shared;
    }

    /** The one with that key. */
    public static Optional<Limit> of(String key) {
        return Arrays.stream(values()).filter(limit -> limit.key.equals(key)).findFirst();
    }
}
