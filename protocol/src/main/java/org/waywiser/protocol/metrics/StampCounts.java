package org.waywiser.protocol.metrics;

import org.jspecify.annotations.Nullable;

/**
 * How many timestamps of a series were taken where.
 *
 * @param hardware by the network device
 * @param kernel when it gave the packet to the device
 * @param user by the sender itself, before it gave the packet to the kernel
 */
public record StampCounts(long hardware, long kernel, long user) {
    public long of(StampSource source) {
        return switch (source) {
            case HARDWARE -> hardware;
            case KERNEL -> kernel;
            case USER -> user;
        };
    }

    public long all() {
        return hardware + kernel + user;
    }

    /** Where all were taken; null if there are none, or they are {@link #mixed}. */
    public @Nullable StampSource source() {
        for (var source : StampSource.values()) if (of(source) > 0 && of(source) == all()) return source;
        return null;
    }

    /** Whether there are several kinds. */
    public boolean mixed() {
        return all() > 0 && source() == null;
    }
}
