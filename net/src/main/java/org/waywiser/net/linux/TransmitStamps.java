package org.waywiser.net.linux;

import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * When datagrams left, as the kernel puts it into the error queue of their socket: SO_TIMESTAMPING. It tells of those that were sent with
 * {@link #ask}, each under a number: they count from 0. What waits there takes room of the receive buffer, and keeps poll(2) from sleeping. One thread
 * uses it.
 */
public final class TransmitStamps {
    /** Read in one call. */
    public static final int PLACES = 16;

    static final int TX_SOFTWARE = 1 << 1;
    static final int SOFTWARE = 1 << 4;
    static final int OPT_ID = 1 << 7;
    static final int OPT_TSONLY = 1 << 11;

    /** Sockets of a thread, of which there may be thousands, have the same places to read into. */
    private static final ThreadLocal<Messages> READ =
            ThreadLocal.withInitial(() -> new Messages(Arena.ofAuto(), PLACES, 0));

    private final int fd;

    /**
     * Has the kernel tell it of a socket.
     *
     * @throws SystemCallException if the kernel does not know how
     */
    public TransmitStamps(int fd) throws IOException {
        this.fd = fd;
        restart();
    }

    /** The next datagram that asks has number 0 again. */
    public void restart() throws IOException {
        int told = SOFTWARE | OPT_TSONLY;
        Sockets.option(fd, Sockets.SOL_SOCKET, Sockets.SO_TIMESTAMPING, told);
        // The kernel begins anew whenever this comes on.
        Sockets.option(fd, Sockets.SOL_SOCKET, Sockets.SO_TIMESTAMPING, told | OPT_ID);
    }

    /**
     * Writes among the control messages of a datagram that it is to be told of.
     *
     * @return where the next message goes
     */
    public static long ask(ControlMessages control, long at) {
        return control.putInt(at, Sockets.SOL_SOCKET, Sockets.SO_TIMESTAMPING, TX_SOFTWARE);
    }

    /**
     * Takes what has been told so far, without waiting.
     *
     * @return how many places are filled; below {@link #PLACES} if nothing is left
     */
    public int read() {
        Messages messages = READ.get();
        int count = Math.max(0, messages.receiveErrors(fd));
        for (int i = 0; i < count; i++) messages.control(i).parse(messages.controlLength(i));
        return count;
    }

    /** Of which datagram, modulo 2^32; -1 if the place holds something else. */
    public long number(int place) {
        return at(place).leftSeconds() == 0 ? -1 : at(place).transmitNumber();
    }

    /** Unix seconds. */
    public long seconds(int place) {
        return at(place).leftSeconds();
    }

    /** Nanoseconds within the second. */
    public int nanos(int place) {
        return at(place).leftNanos();
    }

    private static ControlMessages at(int place) {
        return READ.get().control(place);
    }
}
