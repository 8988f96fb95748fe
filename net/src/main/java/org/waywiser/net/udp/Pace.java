package org.waywiser.net.udp;

/**
 * Sees whether what is done again and again still gets faster, by the fastest time of each window: interruptions do not count, only what
 * the code itself takes.
 */
final class Pace {
    /** Longer than the compiler takes to put faster code in place. */
    private static final int WINDOW = 200;

    /** Windows without a gain that it takes, a sixteenth being none. */
    private static final int IN_VAIN = 2;

    private long fastest = Long.MAX_VALUE;
    private long fastestBefore = Long.MAX_VALUE;
    private int times;
    private int inVain;

    /** One more time, in nanoseconds. */
    void took(long nanos) {
        fastest = Math.min(fastest, nanos);
        if (++times < WINDOW) return;
        inVain = fastest < fastestBefore - fastestBefore / 16 ? 0 : inVain + 1;
        fastestBefore = Math.min(fastestBefore, fastest);
        fastest = Long.MAX_VALUE;
        times = 0;
    }

    boolean settled() {
        return inVain >= IN_VAIN;
    }
}
