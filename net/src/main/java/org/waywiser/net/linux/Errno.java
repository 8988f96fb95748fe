package org.waywiser.net.linux;

import java.lang.foreign.MemorySegment;

/** Error numbers of Linux that callers tell apart. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EINVAL = 22;
    public static final int ENOSYS = 38;
    public static final int ENOPROTOOPT = 92;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENOBUFS = 105;
    public static final int ECONNREFUSED = 111;

    private static final long LONGEST_TEXT = 256;
    private static final MemorySegment STRERROR = Native.function("strerror");

    private Errno() {}

    /** The C library's words for an error number. */
    @SuppressWarnings("restricted") // strerror returns a C string of unknown length
    public static String text(int errno) {
        return Native.callForPointer(STRERROR, errno, 0)
                .reinterpret(LONGEST_TEXT)
                .getString(0);
    }
}
