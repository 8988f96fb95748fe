package org.waywiser.keys.agent;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One end of one connection: frames in and out, each within its time. A channel of this kind has no timeouts: an alarm closes it. */
final class Conversation implements Closeable {
    private final SocketChannel channel;
    private final ScheduledExecutorService timer;
    private final int longest;
    private final boolean keyed;
    private volatile boolean overdue;

    private interface Transfer {
        @Nullable
        Frame run() throws IOException;
    }

    private Conversation(SocketChannel channel, ScheduledExecutorService timer, int longest, boolean keyed) {
        this.channel = channel;
        this.timer = timer;
        this.longest = longest;
        this.keyed = keyed;
    }

    /** The end that asks: only answers may be long and carry keys. */
    static Conversation asking(SocketChannel channel, ScheduledExecutorService timer) {
        return new Conversation(channel, timer, Frame.MAX_TEXT, true);
    }

    /** The end that is asked. */
    static Conversation answering(SocketChannel channel, ScheduledExecutorService timer, int longest) {
        return new Conversation(channel, timer, longest, false);
    }

    /** A thread for alarms. */
    static ScheduledExecutorService timer(String name) {
        var timer = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name(name).factory(),
                // what is being closed needs no alarm any more
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** @throws SocketTimeoutException if the other end does not take it in time */
    void send(Frame frame, Duration patience) throws IOException {
        var _ = within(patience, () -> {
            frame.write(channel);
            return null;
        });
    }

    /** The next message; null at the end. */
    @Nullable
    Frame receive(Duration patience) throws IOException {
        return within(patience, () -> Frame.read(channel, longest, keyed));
    }

    /** The same however long it takes. */
    @Nullable
    Frame receive() throws IOException {
        return Frame.read(channel, longest, keyed);
    }

    private @Nullable Frame within(Duration patience, Transfer transfer) throws IOException {
        Future<?> alarm = timer.schedule(this::expire, patience.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return transfer.run();
        } catch (ClosedChannelException e) {
            if (overdue) throw new SocketTimeoutException("nothing for " + patience.toSeconds() + " s");
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    private void expire() {
        overdue = true;
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is lost: whoever uses it sees that it is closed
        }
    }
}
