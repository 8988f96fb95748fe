package org.waywiser.net.udp;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for the next packet's time. It sleeps until then, but for times so short that going to sleep takes as long: for these it spins.
 * Where precision is asked for, it sleeps until shortly before and spins then; how shortly follows from how late sleeps have
 * ended. Only as many runs as half the processors may spin: with more of them under way all sleep, since spinning would
 * hold up the others and the replies that they wait for.
 */
final class Pacer implements AutoCloseable {
    /** A thread that sleeps is awake again after some 30 µs at best. */
    private static final long SHORTEST_SLEEP_NANOS = 50_000;

    private static final long FIRST_LEAD_NANOS = 200_000;
    private static final long LEAST_LEAD_NANOS = 60_000;
    private static final long MOST_LEAD_NANOS = 500_000;
    private static final long MARGIN_NANOS = 20_000;

    /** A sleep that ends too late makes the lead longer by a quarter, each packet shorter by as little as lets 1 of 256 be too late. */
    private static final int LONGER = 4;

    private static final int SHORTER = 1024;

    /** Time before a packet is due in which nothing else is begun. */
    private static final long QUIET_NANOS = 10_000;

    private static final AtomicInteger UNDER_WAY = new AtomicInteger();

    private final Waiting socket;
    private final boolean precise;
    private final AtomicInteger underWay;
    private final int mostSpinning;
    private long leadNanos = FIRST_LEAD_NANOS;

    /** Counts as a run under way until it is closed. */
    Pacer(Waiting socket, Pacing pacing) {
        this(socket, pacing, UNDER_WAY, mostSpinning());
    }

    Pacer(Waiting socket, Pacing pacing, AtomicInteger underWay, int mostSpinning) {
        this.socket = socket;
        this.precise = pacing.precise();
        this.underWay = underWay;
        this.mostSpinning = mostSpinning;
        underWay.incrementAndGet();
    }

    static int mostSpinning() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** Whether there is time to receive before a packet due in so many nanoseconds; an overdue one is sent between. */
    static boolean roomToReceive(long leftNanos) {
        return leftNanos > QUIET_NANOS || leftNanos <= 0;
    }

    /**
     * Returns at {@code dueNanos}, or before, to look for datagrams. It looks for none while it spins, as that makes garbage and holds up
     * packets: the kernel has stamped what arrives meanwhile, or else it returns to have that done.
     */
    void approach(long dueNanos) throws IOException {
        long now = System.nanoTime();
        long left = dueNanos - now;
        long sleep = sleepNanos(left);
        if (sleep > 0) {
            socket.await(sleep);
            adapt(System.nanoTime() - now - sleep);
        } else if (left > QUIET_NANOS && !socket.stampsArrivals()) {
            Thread.onSpinWait();
        } else {
            shorten();
            while (dueNanos - System.nanoTime() > 0) Thread.onSpinWait();
        }
    }

    /** How long to sleep before a packet due in so many nanoseconds; at most 0 for spinning. */
    long sleepNanos(long leftNanos) {
        if (!maySpin()) return leftNanos;
        if (precise) return leftNanos - leadNanos;
        return leftNanos < SHORTEST_SLEEP_NANOS ? 0 : leftNanos;
    }

    private boolean maySpin() {
        return underWay.get() <= mostSpinning;
    }

    /**
     * Learns how late sleeps end. One that was held up for long is no reason to spin for long.
     *
     * @param overNanos how long after the wanted time a sleep ended; negative if a datagram ended it
     */
    void adapt(long overNanos) {
        if (overNanos > leadNanos - MARGIN_NANOS) leadNanos = Math.min(MOST_LEAD_NANOS, leadNanos + leadNanos / LONGER);
    }

    /** For each packet, also where packets are so close that it never sleeps: a lead that is too long would stay. */
    void shorten() {
        leadNanos = Math.max(LEAST_LEAD_NANOS, leadNanos - leadNanos / SHORTER);
    }

    @Override
    public void close() {
        underWay.decrementAndGet();
    }
}
