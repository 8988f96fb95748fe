package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * A netlink(7) socket to the kernel for one thread: asks, listens to groups, waits. Memory that held what was received is cleared, since
 * there may be keys in it.
 */
public final class Netlink implements Closeable {
    public static final int NETLINK_ROUTE = 0;

    public static final int NETLINK_XFRM = 6;

    /** Bits of groups that tell of changes in the Security Association and Policy Databases. */
    public static final int XFRM_EXPIRE = 1 << 1;

    public static final int XFRM_SA = 1 << 2;
    public static final int XFRM_POLICY = 1 << 3;

    static final short AF_NETLINK = 16;
    static final int SIZE = 12;
    static final long GROUPS = 8;

    private static final int RECEIVE_BUFFER = 1 << 20;

    private final int fd;
    private final int eventfd;
    // Not shared: to close such an arena all threads have to agree, which takes a start five milliseconds.
    private final Arena arena = Arena.ofAuto();
    private final Messages messages = new Messages(arena, 1);
    private final MemorySegment buffer = messages.payload(0);
    private final MemorySegment polling = arena.allocate(Polling.size(1), 8);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);

    private boolean open = true;

    private Netlink(int fd, int eventfd) {
        this.fd = fd;
        this.eventfd = eventfd;
        Polling.lay(polling, eventfd, fd);
    }

    /**
     * Opens one.
     *
     * @param protocol such as {@link #NETLINK_XFRM}
     * @param groups bits of the groups to hear of, 0 for none
     * @throws IOException where there is no Linux
     * @throws SystemCallException such as EPROTONOSUPPORT where the kernel has no such family, EPERM for groups without privilege
     */
    public static Netlink open(int protocol, int groups) throws IOException {
        Linux.require();
        int fd = Sockets.netlink(protocol);
        try (Arena arena = Arena.ofConfined()) {
            enlarge(fd);
            MemorySegment address = arena.allocate(SIZE, 4);
            address.set(JAVA_SHORT, SocketAddress.FAMILY, AF_NETLINK);
            address.set(JAVA_INT, GROUPS, groups);
            Sockets.bind(fd, address, SIZE);
            return new Netlink(fd, Polling.eventfd());
        } catch (IOException e) {
            Sockets.close(fd);
            throw e;
        }
    }

    /** More than the limit takes privilege, which whoever may read the databases has. */
    private static void enlarge(int fd) throws IOException {
        try {
            Sockets.option(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, RECEIVE_BUFFER);
        } catch (SystemCallException e) {
            Sockets.option(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, RECEIVE_BUFFER);
        }
    }

    /** Sends a request to the kernel. */
    public void send(byte[] request) throws IOException {
        MemorySegment.copy(request, 0, buffer, JAVA_BYTE, 0, request.length);
        messages.lengths(0, 0, 0, request.length);
        int result = messages.send(fd, 0, 1);
        if (result < 0) throw Messages.failure("sendmmsg", result);
    }

    /**
     * A datagram that is there already, or comes in time.
     *
     * @param nanos how long to wait, {@link Long#MAX_VALUE} for ever
     * @return empty if there was none in time, or {@link #wake} was called
     * @throws SystemCallException ENOBUFS if news were lost: everything has to be asked for again
     */
    public Optional<byte[]> receive(long nanos) throws IOException {
        Optional<byte[]> waiting = receiveNow();
        if (waiting.isPresent()) return waiting;
        Polling.await(polling, 1, nanos);
        return receiveNow();
    }

    private Optional<byte[]> receiveNow() throws IOException {
        int count = messages.receive(fd);
        if (count == -Errno.EAGAIN) return Optional.empty();
        if (count < 0) throw Messages.failure("recvmmsg", count);
        // A dump comes in pieces of at most 32 KiB.
        if (messages.truncated(0)) throw Messages.failure("recvmmsg", -Errno.ENOBUFS);
        int length = messages.length(0);
        byte[] datagram = buffer.asSlice(0, length).toArray(JAVA_BYTE);
        buffer.asSlice(0, length).fill((byte) 0);
        return Optional.of(datagram);
    }

    /** Ends the waiting of the thread that receives; any thread, also after it was closed. */
    public synchronized void wake() {
        if (open) Polling.raise(eventfd, one);
    }

    /** Only once no thread receives any more. */
    @Override
    public synchronized void close() {
        if (!open) return;
        open = false;
        try {
            Sockets.close(fd);
            Sockets.close(eventfd);
        } finally {
            Reference.reachabilityFence(this); // the kernel has addresses of the memory until here
        }
    }
}
