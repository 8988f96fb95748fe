package org.waywiser.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding.Direction;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.node.policy.Grant;
import org.waywiser.node.policy.Limit;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerEffect.OneWay;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;

/** The one-way sessions that one OWAMP control connection has asked for. RFC 4656 §3.5–3.8. */
final class OneWaySessions implements TestSessions {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private final OneWayService service;
    private final ControlConnection connection;
    private final Consumer<ServerInput> later;
    private final String client;
    private final Map<Sid, OneWaySession> sessions = new LinkedHashMap<>();
    private final FetchedSession fetched;
    private CompletableFuture<?> ending = CompletableFuture.completedFuture(null);

    OneWaySessions(OneWayService service, ControlConnection connection, Consumer<ServerInput> later) {
        this.service = service;
        this.connection = connection;
        this.later = later;
        this.client = AddressText.of(connection.peer());
        this.fetched = new FetchedSession(service.store(), service::deletesOnFetch, client);
    }

    @Override
    public ServerInput configure(ServerEffect wanted, SessionKeys keys, Grant grant) {
        if (!(wanted instanceof OneWay.Configure session)) throw new IllegalStateException("of OWAMP: " + wanted);
        return configure(session, keys, grant);
    }

    @Override
    public @Nullable ServerInput perform(ServerEffect wanted) {
        switch (wanted) {
            case ServerEffect.StartSessions(var started) -> start(started);
            case OneWay.End(Accept accept, List<Description> sent) -> end(accept, sent);
            case OneWay.Leave(var left) -> left.forEach(sid -> take(sid).ifPresent(OneWaySession::leave));
            case OneWay.Invalidate(var invalid) ->
                invalid.forEach(sid -> take(sid).ifPresent(OneWaySession::invalidate));
            case ServerEffect.AbandonSessions(var abandoned) ->
                abandoned.forEach(sid -> take(sid).ifPresent(OneWaySession::abandon));
            case OneWay.FindSession(var session) -> {
                // The client's Stop-Sessions may have been the last one.
                ending.join();
                return fetched.find(session);
            }
            case OneWay.ReadRecords _ -> {
                return fetched.read();
            }
            case ServerEffect other -> throw new IllegalStateException("of OWAMP: " + other);
        }
        return null;
    }

    private ServerInput configure(OneWay.Configure wanted, SessionKeys keys, Grant grant) {
        RequestSession request = wanted.request();
        InetAddress here = connection.local().getAddress();
        InetAddress peer = connection.peer().getAddress();
        int version = peer.getAddress().length == 4 ? 4 : 6;
        if (request.ipVersion() != version) return refuse(Accept.NOT_SUPPORTED, "IPVN is not that of the connection");
        var addresses = SessionAddresses.of(
                request.senderAddress(),
                request.receiverAddress(),
                version,
                request.confSender() ? here : peer,
                request.confReceiver() ? here : peer);
        var refusal = new OneWayAdmission(service.policy(), this::isOurs, peer)
                .judge(request, addresses, WallClock.system().ntp());
        if (refusal != null) return refuse(refusal.accept(), refusal.why());
        if (!service.enter()) return refuse(Accept.TEMPORARY_LIMIT, "there are as many sessions as may be");
        try {
            ServerInput answer = admit(wanted, addresses, keys, grant);
            if (answer instanceof ServerInput.SessionRefused) service.leave();
            return answer;
        } catch (KeysUnavailable e) {
            service.leave();
            LOG.log(Level.ERROR, "{0}: no keys for a session: {1}", client, e.getMessage());
            return new ServerInput.SessionRefused(Accept.INTERNAL_ERROR);
        } catch (IOException e) {
            service.leave();
            LOG.log(Level.ERROR, "{0}: no session: {1}", client, e.getMessage());
            return new ServerInput.SessionRefused(Accept.TEMPORARY_LIMIT);
        }
    }

    private boolean isOurs(InetAddress address) {
        return SessionAddresses.isOurs(address, connection, service.bound());
    }

    private ServerInput refuse(Accept accept, String why) {
        LOG.log(Level.WARNING, "{0}: refuses a session: {1}", client, why);
        return new ServerInput.SessionRefused(accept);
    }

    private ServerInput admit(OneWay.Configure wanted, SessionAddresses addresses, SessionKeys keys, Grant grant)
            throws KeysUnavailable, IOException {
        RequestSession request = wanted.request();
        var direction = request.confReceiver() ? Direction.TO_HERE : Direction.FROM_HERE;
        var turn = keys.claim(direction);
        if (turn.isEmpty()) return refuse(Accept.TEMPORARY_LIMIT, "another session has the keys of the SA");
        // RFC 4656 §3.5: the receiver makes the SID.
        Optional<Sid> sid = keys.unused(request.confReceiver() ? service::nextSid : request::sid);
        if (sid.isEmpty()) {
            turn.get().close();
            return refuse(Accept.TEMPORARY_LIMIT, "its SID was used before with the SA, or too many were");
        }
        Grant disk = grant.without(Limit.DISK);
        try {
            var session = OneWaySession.open(
                    service,
                    request.withSid(sid.get()),
                    addresses,
                    wanted.mode(),
                    () -> keys.of(wanted.keys(), sid.get()),
                    disk,
                    () -> {
                        turn.get().close();
                        grant.close();
                    });
            sessions.put(sid.get(), session);
            return new ServerInput.SessionConfigured(sid.get(), session.port());
        } catch (IOException | KeysUnavailable e) {
            disk.close();
            turn.get().close();
            throw e;
        }
    }

    private void start(List<Sid> started) {
        var running = started.stream().map(sessions::get).toList();
        running.forEach(OneWaySession::start);
        var complete = running.stream().map(OneWaySession::complete).toArray(CompletableFuture<?>[]::new);
        var failed = running.stream().map(OneWaySession::failed).toArray(CompletableFuture<?>[]::new);
        // RFC 4656 §3.8: Stop-Sessions ends all of them.
        var _ = CompletableFuture.anyOf(CompletableFuture.allOf(complete), CompletableFuture.anyOf(failed))
                .thenRun(() -> {
                    running.forEach(OneWaySession::stopSending);
                    tellEnd(running);
                });
    }

    private void end(Accept accept, List<Description> sent) {
        var running = List.copyOf(sessions.values());
        sessions.clear();
        ending = CompletableFuture.allOf(
                running.stream().map(session -> session.stop(accept, sent)).toArray(CompletableFuture<?>[]::new));
        // The client may fetch as soon as it sees the answer.
        var _ = ending.thenRun(() -> tellEnd(running));
    }

    private void tellEnd(List<OneWaySession> ended) {
        var sending = ended.stream().filter(OneWaySession::sends).toList();
        var sent = sending.stream().map(OneWaySession::sent).toArray(CompletableFuture<?>[]::new);
        var _ = CompletableFuture.allOf(sent)
                .thenRun(() -> later.accept(new ServerInput.OneWay.Ended(
                        accept(ended),
                        sending.stream().map(session -> session.sent().join()).toList())));
    }

    private static Accept accept(List<OneWaySession> ended) {
        return ended.stream()
                .map(session -> session.failed().getNow(Accept.OK))
                .filter(accept -> !accept.ok())
                .findFirst()
                .orElse(Accept.OK);
    }

    private Optional<OneWaySession> take(Sid sid) {
        return Optional.ofNullable(sessions.remove(sid));
    }
}
