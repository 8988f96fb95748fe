package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls functions of the C library, all through one handle with five arguments as wide as a register: a handle of another shape costs a
 * start twenty milliseconds. Linux passes integers, addresses and variable arguments alike in registers, and a function ignores those it
 * does not take (System V ABI of x86-64, AAPCS64). Plain calls everywhere: a critical one has no safepoint poll, so a
 * loop of them hangs the machine.
 */
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL = handle();
    private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));

    /** Where errno lies in {@link #CAPTURED} on Linux, which captures nothing else. */
    static final long ERRNO = 0;

    private Native() {}

    @SuppressWarnings("restricted") // native access is granted by the launcher and the manifest
    private static MethodHandle handle() {
        return LINKER.downcallHandle(
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.captureCallState("errno"));
    }

    /** A function to call, best kept in a constant. */
    static MemorySegment function(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    /**
     * A pointer to memory that stays until the call is over.
     *
     * @throws IllegalArgumentException if it lies in the heap
     */
    static long pointer(MemorySegment memory) {
        if (!memory.isNative()) throw new IllegalArgumentException("memory of the heap has no address");
        if (!memory.scope().isAlive()) throw new IllegalStateException("already closed");
        return memory.address();
    }

    /** As the one with five arguments, for functions that take up to three. */
    static int call(MemorySegment function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0);
    }

    /**
     * Calls a function whose result fits an {@code int}.
     *
     * @return the result, or the negated errno in place of -1
     */
    static int call(MemorySegment function, long a, long b, long c, long d, long e) {
        MemorySegment capture = CAPTURE.get();
        // C may leave anything in the upper half of the register.
        int result = (int) invoke(function, capture, a, b, c, d, e);
        return result == -1 ? -capture.get(JAVA_INT, ERRNO) : result;
    }

    /** Calls a function of up to two arguments that returns a pointer. */
    static MemorySegment callForPointer(MemorySegment function, long a, long b) {
        return MemorySegment.ofAddress(invoke(function, CAPTURE.get(), a, b, 0, 0, 0));
    }

    private static long invoke(MemorySegment function, MemorySegment capture, long a, long b, long c, long d, long e) {
        try {
            return (long) CALL.invokeExact(function, capture, a, b, c, d, e);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible); // C throws nothing
        }
    }

    /** Turns a negated errno into an exception naming the call. */
    static int checked(String call, int result) throws SystemCallException {
        if (result < 0) throw new SystemCallException(call, -result);
        return result;
    }
}
