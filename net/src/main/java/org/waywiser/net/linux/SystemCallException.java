package org.waywiser.net.linux;

import java.io.IOException;

/** A system call that the kernel refused: which one, and its errno with the text of the C library. */
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    SystemCallException(String call, int errno) {
        super(call + ": " + Errno.text(errno) + " (errno " + errno + ")");
        this.call = call;
        this.errno = errno;
    }

    /** Name of the call, such as {@code bind}. */
    public String call() {
        return call;
    }

    /** The error number, one of {@link Errno} or any other of Linux. */
    public int errno() {
        return errno;
    }
}
