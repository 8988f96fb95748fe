package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel knows about its wall clock: adjtimex(2), read only.
 *
 * @param synchronised whether a time daemon holds the clock (neither TIME_ERROR nor STA_UNSYNC)
 * @param estimatedErrorMicros as the daemon estimates it; some daemons never set it and leave 0
 * @param maximumErrorMicros bound that the kernel lets grow by 500 ppm until the daemon renews it
 * @param taiMinusUtc seconds that TAI is ahead, 0 if nobody told the kernel
 */
public record KernelClock(boolean synchronised, long estimatedErrorMicros, long maximumErrorMicros, int taiMinusUtc) {
    static final long SIZE = 208;
    static final long MODES = 0;
    static final long MAXIMUM_ERROR = 24;
    static final long ESTIMATED_ERROR = 32;
    static final long STATUS = 40;
    static final long TAI = 160;

    static final int STA_UNSYNC = 0x40;
    static final int TIME_ERROR = 5;

    /** Looked up once there is a Linux to ask. */
    private static final class Calls {
        static final MemorySegment ADJTIMEX = Native.function("adjtimex");
    }

    /**
     * Asks the kernel now.
     *
     * @throws IOException if it does not answer, or is none of Linux
     */
    public static KernelClock read() throws IOException {
        Linux.require();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timex = arena.allocate(SIZE, 8);
            int state = Native.checked("adjtimex", Native.call(Calls.ADJTIMEX, Native.pointer(timex), 0, 0));
            return new KernelClock(
                    state != TIME_ERROR && (timex.get(JAVA_INT, STATUS) & STA_UNSYNC) == 0,
                    timex.get(JAVA_LONG, ESTIMATED_ERROR),
                    timex.get(JAVA_LONG, MAXIMUM_ERROR),
                    timex.get(JAVA_INT, TAI));
        }
    }
}
