package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.waywiser.node.store.SessionStore;

/** One-way measurements between two Servers, of which this host is neither end: Control-Client and Fetch-Client of both. RFC 4656 §1.2. */
public final class ThirdPartyClient {
    /**
     * One of the two.
     *
     * @param address OWAMP-Control address
     */
    public record Server(InetSocketAddress address, Credentials credentials) {}

    private final List<ThirdPartySession> sessions;

    /**
     * Measures.
     *
     * @param plan its directions are those of packets to and from the first Server; ports are the Servers' to choose
     * @param folder where sessions are stored, by their SIDs
     * @param random a cryptographically strong one
     */
    public ThirdPartyClient(OneWayPlan plan, Server first, Server other, Path folder, RandomGenerator random)
            throws IOException {
        SessionStore store = SessionStore.open(folder);
        sessions = plan.directions().stream()
                .map(direction -> new ThirdPartySession(plan, direction, first, other, store, random))
                .toList();
    }

    /** Measures; comes back with the results of all sessions, Timeout after their last packets or after {@link #stop}. */
    public List<OneWayOutcome> measure() throws MeasurementFailure, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var measuring = new ArrayList<Future<OneWayOutcome>>();
            for (ThirdPartySession session : sessions) measuring.add(threads.submit(session::measure));
            var outcomes = new ArrayList<OneWayOutcome>();
            try {
                for (Future<OneWayOutcome> session : measuring) outcomes.add(session.get());
            } catch (ExecutionException e) {
                stop();
                threads.shutdownNow();
                if (e.getCause() instanceof MeasurementFailure failure) throw failure;
                throw new IllegalStateException(e.getCause());
            }
            return outcomes;
        }
    }

    /** Sends no more; {@link #measure} then comes back with what there is. From any thread. */
    public boolean stop() {
        boolean any = false;
        for (ThirdPartySession session : sessions) any |= session.stop();
        return any;
    }
}
