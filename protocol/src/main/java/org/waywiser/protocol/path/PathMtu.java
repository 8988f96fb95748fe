package org.waywiser.protocol.path;

/**
 * What a way takes: the one thing that a process without privilege can see of IPsec.
 *
 * @param path octets of the largest IP packet before IPsec, by a connected socket (IP_MTU); {@link #UNKNOWN}
 * @param link the same of the device it leaves by
 */
public record PathMtu(int path, int link) {
    public static final int UNKNOWN = -1;

    /** What Linux shows of a way that a policy demands an SA for, while there is none: that of its loopback device. */
    private static final int BLACKHOLE = 65_535;

    /** What ESP and AH make packets grow, at their largest, by the algorithms in use. */
    private static final int LEAST_OVERHEAD = 22;

    private static final int MOST_OVERHEAD = 90;

    /** Octets that the way takes less than its device. */
    int narrower() {
        return path == UNKNOWN || link == UNKNOWN ? 0 : link - path;
    }

    /** A route, a narrower hop or a tunnel device would show the same: never more than a guess. */
    Protection guess() {
        if (path >= BLACKHOLE && link != UNKNOWN && link < BLACKHOLE) return Protection.DOWN;
        return narrower() >= LEAST_OVERHEAD && narrower() <= MOST_OVERHEAD ? Protection.LIKELY : Protection.UNKNOWN;
    }
}
