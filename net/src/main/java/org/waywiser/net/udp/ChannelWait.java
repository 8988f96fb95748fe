package org.waywiser.net.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/** Waits for channels. A selector counts in milliseconds: what is left of a shorter time is slept through in slices, with looks between. */
final class ChannelWait implements PortsWait {
    private static final long MILLISECOND = 1_000_000;

    /** How late a datagram may be seen that arrives in a slice. */
    private static final long SLICE_NANOS = 20_000;

    private final Selector selector;
    private boolean open = true;

    ChannelWait() throws IOException {
        selector = Selector.open();
    }

    /** One more to wait for. */
    void add(DatagramChannel channel) throws IOException {
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** May return before. */
    @Override
    public void await(long nanos) throws IOException {
        if (nanos == Long.MAX_VALUE) selector.select();
        else if (nanos >= MILLISECOND) selector.select(nanos / MILLISECOND);
        else if (selector.selectNow() == 0 && nanos > 0) LockSupport.parkNanos(Math.min(nanos, SLICE_NANOS));
        selector.selectedKeys().clear();
    }

    @Override
    public synchronized void wakeUp() {
        if (open) selector.wakeup();
    }

    @Override
    public synchronized void close() {
        if (!open) return;
        open = false;
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
