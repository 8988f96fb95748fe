package org.waywiser.net.udp;

import java.io.IOException;

/**
 * Waits for the next packet's time: sleeps until shortly before, so that an idle schedule costs nothing, then spins, so
 * that the packet is on time. How shortly follows from how late sleeps have ended.
 */
final class Pacer {
    private static final long LEAST_LEAD_NANOS = 60_000;
    private static final long MOST_LEAD_NANOS = 2_000_000;
    private static final long MARGIN_NANOS = 20_000;

    /** Time before a packet is due in which nothing else is begun. */
    private static final long QUIET_NANOS = 10_000;

    private final UdpSocket socket;
    private long leadNanos = LEAST_LEAD_NANOS;

    Pacer(UdpSocket socket) {
        this.socket = socket;
    }

    /** Whether there is time to receive before a packet due in so many nanoseconds; an overdue one is sent between. */
    static boolean roomToReceive(long leftNanos) {
        return leftNanos > QUIET_NANOS || leftNanos <= 0;
    }

    /** Returns at {@code dueNanos}, or before, to look for datagrams. */
    void approach(long dueNanos) throws IOException {
        long now = System.nanoTime();
        long left = dueNanos - now;
        if (left > leadNanos) {
            long wake = dueNanos - leadNanos;
            socket.await(wake - now);
            adapt(System.nanoTime() - wake);
        } else if (left > QUIET_NANOS) {
            Thread.onSpinWait();
        } else {
            while (dueNanos - System.nanoTime() > 0) Thread.onSpinWait();
        }
    }

    /** @param overNanos how long after the wanted time a sleep ended; negative if a datagram ended it */
    private void adapt(long overNanos) {
        if (overNanos < 0) return;
        if (overNanos > leadNanos - MARGIN_NANOS) {
            leadNanos = Math.min(MOST_LEAD_NANOS, overNanos + overNanos / 2 + MARGIN_NANOS);
        } else {
            leadNanos = Math.max(LEAST_LEAD_NANOS, leadNanos - leadNanos / 64);
        }
    }
}
