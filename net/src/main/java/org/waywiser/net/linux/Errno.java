package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Error numbers of Linux that callers tell apart. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EINVAL = 22;
    public static final int ENOPROTOOPT = 92;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENOBUFS = 105;
    public static final int ECONNREFUSED = 111;

    private static final long LONGEST_TEXT = 256;

    private Errno() {}

    /** The C library's words for an error number. */
    @SuppressWarnings("restricted") // strerror returns a C string of unknown length
    public static String text(int errno) {
        try {
            MemorySegment text = (MemorySegment) Handle.STRERROR.invokeExact(errno);
            return text.reinterpret(LONGEST_TEXT).getString(0);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    // Made when the first error is worded, not at start-up.
    private static final class Handle {
        static final MethodHandle STRERROR = Native.plain("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }
}
