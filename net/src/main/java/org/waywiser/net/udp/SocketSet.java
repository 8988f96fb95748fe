package org.waywiser.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.waywiser.net.linux.Epoll;
import org.waywiser.net.linux.Messages;
import org.waywiser.net.linux.Polling;
import org.waywiser.net.linux.Sockets;

/**
 * Sockets of one thread, however many: what it costs to sleep, or to find those that have something, does not grow with them.
 * {@link #wakeUp} may be called by any thread. The sockets are closed by those who opened them.
 */
final class SocketSet implements Waiting, AutoCloseable {
    private static final int AT_ONCE = 64;

    private final Arena arena = Arena.ofShared();
    private final Epoll epoll;
    private final int eventfd;
    private final MemorySegment polling;
    private final MemorySegment one;
    private boolean open = true;

    private SocketSet() throws IOException {
        epoll = new Epoll(arena, AT_ONCE);
        eventfd = Polling.eventfd();
        polling = arena.allocate(Polling.size(1), Long.BYTES);
        Polling.lay(polling, eventfd, epoll.descriptor());
        one = arena.allocateFrom(JAVA_LONG, 1);
    }

    /** Whether there can be a set of them. */
    static boolean possible(List<UdpSocket> sockets) {
        return sockets.stream().allMatch(LinuxUdpSocket.class::isInstance);
    }

    static SocketSet of(List<UdpSocket> sockets) throws IOException {
        var set = new SocketSet();
        try {
            for (int i = 0; i < sockets.size(); i++) {
                if (sockets.get(i) instanceof LinuxUdpSocket linux) set.epoll.add(linux.descriptor(), i);
            }
            return set;
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    /** Places for datagrams of all its sockets, freed with it. */
    DatagramBatch newBatch(int places) {
        return new DatagramBatch(new Messages(arena, places));
    }

    /**
     * Finds sockets that have something, without waiting; not always all of them.
     *
     * @return how many, for {@link #ready(int)}
     */
    int ready() throws IOException {
        return epoll.ready();
    }

    /** Which socket that was, by its number in the list. */
    int ready(int place) {
        return (int) epoll.mark(place);
    }

    @Override
    public void await(long nanos) throws IOException {
        Polling.await(polling, 1, nanos);
    }

    /** Ends {@link #await}, the current or else the next one; any thread, also after it was closed. */
    synchronized void wakeUp() {
        if (open) Polling.raise(eventfd, one);
    }

    @Override
    public synchronized void close() {
        if (!open) return;
        open = false;
        epoll.close();
        Sockets.close(eventfd);
        arena.close();
    }
}
