package org.waywiser.lab.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.Credentials;
import org.waywiser.node.EmbeddedSaFinder;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.SaFinder;
import org.waywiser.node.SecurityPolicy;
import org.waywiser.node.SessionOutcome;
import org.waywiser.node.TwampClient;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.wire.control.Modes;

/** Clients that hold as many control connections at once; a program of its own: {@code CLIENTS PACKETS PORT [IKE-PORT]}. */
final class ManyClients {
    private static final long GAP_NANOS = 20_000_000;

    /** Late is not lost: the machine may be busy with something else. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final long PATIENCE_SECONDS = 60;

    private final SecureRandom random = new SecureRandom();
    private final CyclicBarrier allStarted;
    private final int packets;

    private ManyClients(int clients, int packets) {
        this.allStarted = new CyclicBarrier(clients);
        this.packets = packets;
    }

    public static void main(String[] args) throws Exception {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2]));
        var clients = new ManyClients(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        if (args.length == 3) {
            clients.run(server, null);
            return;
        }
        var responder = new InetSocketAddress(server.getAddress(), Integer.parseInt(args[3]));
        var anyPort = new InetSocketAddress(server.getAddress(), 0);
        try (var ike = EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.empty()))) {
            clients.run(server, finder(ike, responder));
        }
    }

    private static SaFinder finder(EmbeddedIke ike, InetSocketAddress responder) throws UnusableCredentials {
        var policy = LabKeys.ike(LabKeys.CLIENT, LabKeys.SERVER).towards(LabKeys.SERVER);
        return new EmbeddedSaFinder(ike, IkeConnection.towards(responder, policy));
    }

    private static Credentials credentials(@Nullable SaFinder ike) {
        return new Credentials(
                List.of(Modes.AUTHENTICATED),
                ike == null ? SecurityPolicy.OFF : SecurityPolicy.REQUIRE,
                ike,
                LabKeys.USER,
                ike == null ? LabKeys.passphrase() : null,
                Credentials.DEFAULT_MAX_COUNT);
    }

    private void run(InetSocketAddress server, @Nullable SaFinder ike)
            throws IOException, InterruptedException, ExecutionException {
        long sent = 0;
        long received = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var measurements = new ArrayList<Future<List<SessionOutcome>>>();
            for (int i = 0; i < allStarted.getParties(); i++) {
                measurements.add(
                        threads.submit(() -> new TwampClient(plan(server), credentials(ike), random).measure()));
            }
            for (var measurement : measurements) {
                for (SessionOutcome outcome : measurement.get()) {
                    if (!outcome.mode().contains(Modes.AUTHENTICATED)) throw new AssertionError(outcome.mode());
                    sent += outcome.summary().packets().sent();
                    received += outcome.summary().packets().received();
                }
            }
        }
        System.out.println("sent " + sent + " received " + received);
    }

    private MeasurementPlan plan(InetSocketAddress server) {
        return new MeasurementPlan(
                server, null, 0, 0, 1, packets, this::onceAllHaveStarted, -1, false, TIMEOUT, Duration.ZERO, 0, 0);
    }

    /** Asked for after Start-Ack: so all control connections and sessions exist at the same time. */
    private Schedule onceAllHaveStarted() {
        try {
            allStarted.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("not all clients have come so far", e);
        }
        return Schedule.fixed(GAP_NANOS);
    }
}
