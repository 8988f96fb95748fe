package org.waywiser.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.waywiser.net.linux.Polling;
import org.waywiser.net.linux.Sockets;

/** How a thread waits for any of several sockets. */
interface PortsWait extends AutoCloseable {
    /** As {@link UdpSocket#await}. */
    void await(long nanos) throws IOException;

    /** As {@link UdpSocket#wakeUp}. */
    void wakeUp();

    /** After the sockets. */
    @Override
    void close();

    /** Either all sockets are of Linux, or none is. */
    static PortsWait on(List<PortSocket> sockets) throws IOException {
        int[] descriptors = sockets.stream()
                .filter(LinuxUdpSocket.class::isInstance)
                .mapToInt(socket -> ((LinuxUdpSocket) socket).descriptor())
                .toArray();
        if (descriptors.length == sockets.size()) return new OfLinux(Polling.eventfd(), descriptors);
        var wait = new ChannelWait();
        for (var socket : sockets) if (socket instanceof ChannelUdpSocket channel) channel.register(wait);
        return wait;
    }

    /** In ppoll. */
    final class OfLinux implements PortsWait {
        private final int eventfd;
        private final int sockets;
        private final Arena arena = Arena.ofShared();
        private final MemorySegment polling;
        private final MemorySegment one;
        private boolean open = true;

        private OfLinux(int eventfd, int... sockets) {
            this.eventfd = eventfd;
            this.sockets = sockets.length;
            polling = arena.allocate(Polling.size(sockets.length), Long.BYTES);
            Polling.lay(polling, eventfd, sockets);
            one = arena.allocateFrom(JAVA_LONG, 1);
        }

        @Override
        public void await(long nanos) throws IOException {
            Polling.await(polling, sockets, nanos);
        }

        @Override
        public synchronized void wakeUp() {
            if (open) Polling.raise(eventfd, one);
        }

        @Override
        public synchronized void close() {
            if (!open) return;
            open = false;
            Sockets.close(eventfd);
            arena.close();
        }
    }
}
