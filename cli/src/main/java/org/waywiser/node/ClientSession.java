package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.StoredSession;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.OneWayMetrics;
import org.waywiser.protocol.metrics.OneWaySummary;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;

/** A one-way session as the client has it, which is one end of it. */
sealed interface ClientSession extends AutoCloseable permits SentSession, ReceivedSession {
    /**
     * What tells it from others.
     *
     * @param sender where packets come from
     * @param receiver where they go
     */
    record Ends(Direction direction, Sid sid, InetSocketAddress sender, InetSocketAddress receiver) {}

    Ends ends();

    /** Start-Sessions is about to be sent: packets may come at any time. */
    void listen();

    /** Start-Ack came. */
    void send();

    /** Completed when Stop-Sessions may be sent: all is over, or {@link #interrupt} was called. RFC 4656 §3.8. */
    CompletableFuture<Void> complete();

    /** How far it is; any thread. */
    OneWayProgress progress();

    /** The user has had enough; any thread. */
    void interrupt();

    /** Sends no more; what was sent, where this end sends. */
    Optional<Description> stopSending();

    /** How late packets left, once nothing more is sent; of nothing where the other end sends. */
    DelaySummary sendLag();

    /**
     * What was measured.
     *
     * @param theirs what the Server said at the end, null if it said nothing
     */
    Result result(ClientConnection connection, ClientEffect.OneWay.@Nullable Ended theirs)
            throws MeasurementFailure, InterruptedException;

    /**
     * What was measured.
     *
     * @param file where its packets are stored, null if nothing of it could be had
     */
    record Result(OneWaySummary summary, @Nullable Path file) {
        static Result nothing(long sent) {
            return new Result(new OneWayMetrics().summary(sent), null);
        }

        /** @param sent packets that left, as the sender said; negative if it has not */
        static Result of(StoredSession stored, long sent) throws IOException, MalformedMessage {
            var metrics = new OneWayMetrics();
            stored.records(metrics::add);
            return new Result(metrics.summary(sent), stored.file());
        }
    }

    /** Gives up what is left of it. */
    @Override
    void close();

    /** Packets that left. */
    static long sent(Description description) {
        long skipped = description.skipped().stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum();
        return description.nextSequenceNumber() - skipped;
    }
}
