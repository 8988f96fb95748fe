package org.waywiser.lab.interop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;

/** What our end tells of its SAs, to be waited for. */
final class Happenings implements KeySource.Listener {
    private final BlockingQueue<IkeSecret> established = new LinkedBlockingQueue<>();
    private final BlockingQueue<IkeSecret> deleted = new LinkedBlockingQueue<>();

    @Override
    public void established(IkeSecret sa) {
        established.add(sa);
    }

    @Override
    public void deleted(IkeSecret sa) {
        deleted.add(sa);
    }

    IkeSecret established() throws InterruptedException {
        return next(established, "no SA has come");
    }

    IkeSecret deleted() throws InterruptedException {
        return next(deleted, "no SA has gone");
    }

    /** Waits until that one is gone, whatever goes before. */
    void awaitDeleted(IkeSecret sa) throws InterruptedException {
        IkeSecret gone = deleted();
        while (gone.spiI() != sa.spiI() || gone.spiR() != sa.spiR()) gone = deleted();
    }

    private static IkeSecret next(BlockingQueue<IkeSecret> queue, String otherwise) throws InterruptedException {
        IkeSecret next = queue.poll(20, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError(otherwise);
        return next;
    }
}
