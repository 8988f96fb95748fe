package org.waywiser.protocol.metrics;

/** Where a timestamp was taken, nearest to the wire first. */
public enum StampSource {
    HARDWARE(0),
    KERNEL(1),
    USER(2);

    private final int distance;

    StampSource(int distance) {
        this.distance = distance;
    }

    /** The one farther from the wire: what may be claimed of a series that has both. */
    public StampSource worse(StampSource other) {
        return distance >= other.distance ? this : other;
    }

    /** From the wire; also how it is stored. */
    int distance() {
        return distance;
    }

    static StampSource at(int distance) {
        return switch (distance) {
            case 0 -> HARDWARE;
            case 1 -> KERNEL;
            default -> USER;
        };
    }
}
