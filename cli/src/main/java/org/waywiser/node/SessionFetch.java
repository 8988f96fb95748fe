package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.store.FetchedFile;
import org.waywiser.node.store.StoredSession;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput.OneWay;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.FetchSession;

/** Gets a session that a Server has stored into a file here, as Fetch-Client. RFC 4656 §3.9. */
public final class SessionFetch {
    /**
     * A control connection for nothing else.
     *
     * @param server OWAMP-Control address of the Server
     * @param source local address, null for the system's choice
     */
    public record Plan(InetSocketAddress server, @Nullable InetAddress source) implements ControlPlan {
        @Override
        public int dscp() {
            return 0;
        }

        @Override
        public ControlClient machine(Profile profile, long maxCount, RandomGenerator random) {
            return ControlClient.owamp(profile, maxCount, random, System.nanoTime());
        }
    }

    private SessionFetch() {}

    /**
     * Connects and gets it.
     *
     * @param file one that is there is replaced, once all has come
     * @param random a cryptographically strong one
     */
    public static StoredSession fetch(
            Plan plan, Credentials credentials, FetchSession wanted, Path file, RandomGenerator random)
            throws MeasurementFailure, InterruptedException {
        try (var control = ControlSession.open(plan, credentials, random)) {
            return fetch(plan, control.connection(), wanted, file);
        }
    }

    /** Gets it over a connection on which nothing else is under way. */
    static StoredSession fetch(ControlPlan plan, ClientConnection connection, FetchSession wanted, Path file)
            throws MeasurementFailure, InterruptedException {
        connection.tell(new OneWay.Fetch(wanted));
        var begun = switch (connection.next()) {
            case ClientEffect.OneWay.Fetching fetching -> fetching;
            case ClientEffect.OneWay.FetchRefused(var accept) ->
                throw new MeasurementFailure(
                        Kind.REFUSED,
                        AddressText.of(plan.server()) + " does not give the results of session " + wanted.sid() + ": "
                                + accept.words()
                                + (wanted.complete() ? "; perhaps it has not ended, or is not there" : ""));
            case ClientEffect.Close(var reason, var accept) ->
                throw ControlSession.failure(plan, reason, accept, false);
            case ClientEffect other -> throw new IllegalStateException("after Fetch-Session: " + other);
        };
        try (var fetched = FetchedFile.begin(file, begun.ack(), begun.request(), begun.skipped(), wanted.complete())) {
            while (true) {
                switch (connection.next()) {
                    case ClientEffect.OneWay.Records(var octets) -> fetched.append(octets);
                    case ClientEffect.OneWay.Fetched _ -> {
                        fetched.complete();
                        return StoredSession.read(file);
                    }
                    case ClientEffect.Close(var reason, var accept) ->
                        throw ControlSession.failure(plan, reason, accept, false);
                    case ClientEffect other -> throw new IllegalStateException("instead of records: " + other);
                }
            }
        } catch (IOException e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "the session cannot be stored: " + e);
        } catch (MalformedMessage e) {
            throw new MeasurementFailure(
                    Kind.REFUSED,
                    AddressText.of(plan.server()) + " gives results that are none of a session: " + e.getMessage());
        }
    }
}
