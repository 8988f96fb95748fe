package org.waywiser.net.udp;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for the next packet's time: sleeps until shortly before, so that an idle schedule costs nothing, then spins, so
 * that the packet is on time. How shortly follows from how late sleeps have ended. Only as many runs as half the
 * processors may spin: with more of them under way all sleep to the end, since spinning would hold up the others and the
 * replies that they wait for.
 */
final class Pacer implements AutoCloseable {
    private static final long LEAST_LEAD_NANOS = 60_000;
    private static final long MOST_LEAD_NANOS = 2_000_000;
    private static final long MARGIN_NANOS = 20_000;

    /** Time before a packet is due in which nothing else is begun. */
    private static final long QUIET_NANOS = 10_000;

    private static final AtomicInteger UNDER_WAY = new AtomicInteger();

    private final UdpSocket socket;
    private final AtomicInteger underWay;
    private final int mostSpinning;
    private long leadNanos = LEAST_LEAD_NANOS;

    /** Counts as a run under way until it is closed. */
    Pacer(UdpSocket socket) {
        this(socket, UNDER_WAY, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    Pacer(UdpSocket socket, AtomicInteger underWay, int mostSpinning) {
        this.socket = socket;
        this.underWay = underWay;
        this.mostSpinning = mostSpinning;
        underWay.incrementAndGet();
    }

    /** Whether there is time to receive before a packet due in so many nanoseconds; an overdue one is sent between. */
    static boolean roomToReceive(long leftNanos) {
        return leftNanos > QUIET_NANOS || leftNanos <= 0;
    }

    /** Returns at {@code dueNanos}, or before, to look for datagrams. */
    void approach(long dueNanos) throws IOException {
        long now = System.nanoTime();
        long left = dueNanos - now;
        long sleep = sleepNanos(left);
        if (sleep > 0) {
            socket.await(sleep);
            adapt(System.nanoTime() - now - sleep);
        } else if (left > QUIET_NANOS) {
            Thread.onSpinWait();
        } else {
            while (dueNanos - System.nanoTime() > 0) Thread.onSpinWait();
        }
    }

    /** How long to sleep before a packet due in so many nanoseconds; at most 0 for spinning. */
    long sleepNanos(long leftNanos) {
        return underWay.get() > mostSpinning ? leftNanos : leftNanos - leadNanos;
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

    @Override
    public void close() {
        underWay.decrementAndGet();
    }
}
