package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Makes downcall handles. Plain calls everywhere: a critical one has no safepoint poll, so a loop of them hangs the
 * machine. Handles live in static final fields of the class of their family, which makes them on first use: making all
 * of them at start-up takes a third of a second.
 */
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final long ERRNO = CAPTURED.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));

    private Native() {}

    /** A handle whose first argument is the segment that receives errno. */
    @SuppressWarnings("restricted") // native access is granted by the launcher and the manifest
    static MethodHandle capturing(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function), descriptor, Linker.Option.captureCallState("errno"));
    }

    /** As {@link #capturing}, of a function with variable arguments. */
    @SuppressWarnings("restricted") // native access is granted by the launcher and the manifest
    static MethodHandle variadic(String function, FunctionDescriptor descriptor, Linker.Option variadic) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function),
                descriptor,
                variadic,
                Linker.Option.captureCallState("errno"));
    }

    /** A handle of a function that does not set errno. */
    @SuppressWarnings("restricted") // native access is granted by the launcher and the manifest
    static MethodHandle plain(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor);
    }

    /** The calling thread's segment for errno. */
    static MemorySegment capture() {
        return CAPTURE.get();
    }

    static int errno(MemorySegment capture) {
        return capture.get(JAVA_INT, ERRNO);
    }

    /** What a method handle can throw beside the call's own result is our fault. */
    static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException r) return r;
        if (e instanceof Error error) throw error;
        return new IllegalStateException(e);
    }

    /** Turns -1 into an exception naming the call. */
    static int checked(String call, int result, MemorySegment capture) throws SystemCallException {
        if (result < 0) throw new SystemCallException(call, errno(capture));
        return result;
    }
}
