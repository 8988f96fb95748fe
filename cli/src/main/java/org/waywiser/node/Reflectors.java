package org.waywiser.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding.Claim;
import org.waywiser.keys.SaBinding.Direction;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.net.udp.PortSession;
import org.waywiser.net.udp.ReflectorPort;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.policy.Grant;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.protocol.probe.ProbeFeatures;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;

/**
 * The Session-Reflectors of a Server. All share one UDP port and are told apart by their source; a session that cannot be is
 * given a port of its own. RFC 5357 §3.5, RFC 8545 §5. Those that ask for the port outside IPsec share that one.
 */
final class Reflectors implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private final ReflectorPort shared;
    private final BypassReflectors bypass;
    private final ServerPlan plan;
    private final Supplier<Sid> sids;
    private final Map<Sid, PortSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Reflectors(UdpSocket socket, BypassReflectors bypass, ServerPlan plan, Supplier<Sid> sids) {
        this.shared = ReflectorPort.start(socket, WallClock.system(), plan.stamp());
        this.bypass = bypass;
        this.plan = plan;
        this.sids = sids;
    }

    int sessions() {
        return sessions.size();
    }

    InetSocketAddress address() {
        return shared.localAddress();
    }

    List<InetSocketAddress> bypassAddresses() {
        return bypass.addresses();
    }

    /**
     * Makes a Session-Reflector ready.
     *
     * @param keys gives those of the session
     * @param grant closed when it has ended
     * @param expired called with its SID, on a thread of its own, when REFWAIT has ended the session
     * @return SessionConfigured or SessionRefused
     */
    ServerInput configure(
            ServerEffect.ConfigureSession wanted,
            SessionKeys keys,
            Grant grant,
            ControlConnection connection,
            Consumer<Sid> expired) {
        RequestTwSession request = wanted.request();
        InetAddress peer = connection.peer().getAddress();
        int version = peer.getAddress().length == 4 ? 4 : 6;
        var addresses = SessionAddresses.of(
                request.senderAddress(),
                request.receiverAddress(),
                version,
                peer,
                connection.local().getAddress());
        InetAddress bound = shared.localAddress().getAddress();
        if (request.ipVersion() != version || !SessionAddresses.isOurs(addresses.receiver(), connection, bound)) {
            return new ServerInput.SessionRefused(Accept.NOT_SUPPORTED);
        }
        InetAddress sender = addresses.sender();
        if (!sender.equals(peer)) {
            // RFC 4656 §6.2: packets for a third party are how a reflector would be turned against it.
            LOG.log(
                    Level.WARNING,
                    "{0}: asks for a session with {1}",
                    AddressText.of(connection.peer()),
                    sender.getHostAddress());
            return new ServerInput.SessionRefused(Accept.FAILURE);
        }
        if (closed || sessions.size() >= plan.maxSessions())
            return new ServerInput.SessionRefused(Accept.TEMPORARY_LIMIT);
        if (keys.shared() && request.startTimeNtp() == 0) {
            LOG.log(
                    Level.WARNING,
                    "{0}: a session with shared keys needs a Start Time, to tell its packets from older ones",
                    AddressText.of(connection.peer()));
            return new ServerInput.SessionRefused(Accept.NOT_SUPPORTED);
        }
        try {
            Optional<Claim> turn = keys.claim(Direction.TO_HERE);
            if (turn.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "{0}: another session has the keys of the SA, until its Timeout is over",
                        AddressText.of(connection.peer()));
                return new ServerInput.SessionRefused(Accept.TEMPORARY_LIMIT);
            }
            Claim held = () -> {
                turn.get().close();
                grant.close();
            };
            var source = new InetSocketAddress(sender, request.senderPort());
            ServerInput answer = admit(source, wanted, keys, held, expired);
            if (answer instanceof ServerInput.SessionRefused) turn.get().close();
            return answer;
        } catch (KeysUnavailable e) {
            LOG.log(Level.ERROR, "{0}: no keys for a session: {1}", AddressText.of(connection.peer()), e.getMessage());
            return new ServerInput.SessionRefused(Accept.INTERNAL_ERROR);
        }
    }

    private ServerInput admit(
            InetSocketAddress source,
            ServerEffect.ConfigureSession wanted,
            SessionKeys keys,
            Claim turn,
            Consumer<Sid> expired)
            throws KeysUnavailable {
        Optional<Sid> unused = keys.unused(sids);
        if (unused.isEmpty()) {
            LOG.log(Level.WARNING, "{0}: {1}", AddressText.of(source), CloseReason.SA_USED_UP.text());
            return new ServerInput.SessionRefused(Accept.TEMPORARY_LIMIT);
        }
        Sid sid = unused.get();
        Optional<ReflectorPort> outside = bypass.askedFor(wanted.request().receiverPort(), source.getAddress());
        if (outside.isPresent() && keys.shared()) {
            LOG.log(Level.WARNING, "{0}: sessions with shared keys stay inside IPsec", AddressText.of(source));
            return new ServerInput.SessionRefused(Accept.NOT_SUPPORTED);
        }
        return add(source, config(wanted, keys, sid), sid, turn, expired, outside)
                .<ServerInput>map(address -> new ServerInput.SessionConfigured(sid, address.getPort()))
                .orElseGet(() -> new ServerInput.SessionRefused(Accept.TEMPORARY_LIMIT));
    }

    void start(List<Sid> started) {
        each(started, PortSession::start);
    }

    void stop(List<Sid> stopped) {
        each(stopped, PortSession::stop);
    }

    void abandon(List<Sid> abandoned) {
        each(abandoned, PortSession::remove);
    }

    private void each(List<Sid> named, Consumer<PortSession> action) {
        for (Sid sid : named) {
            PortSession session = sessions.get(sid);
            if (session != null) action.accept(session);
        }
    }

    private ReflectorConfig config(ServerEffect.ConfigureSession wanted, SessionKeys keys, Sid sid)
            throws KeysUnavailable {
        RequestTwSession request = wanted.request();
        ProbeMode mode = ProbeMode.of(wanted.mode());
        var config = new ReflectorConfig(
                mode,
                mode.cipher(keys.of(wanted.keys(), sid)),
                request.typeP().dscp(),
                request.startTimeNtp(),
                NtpTimestamp.intervalNanos(request.timeoutNtp()),
                plan.refwait().toNanos());
        config = config.with(ProbeFeatures.of(wanted.mode(), request.reflectedPadding(), 0));
        return keys.shared() ? config.withSharedKeys() : config;
    }

    private Optional<InetSocketAddress> add(
            InetSocketAddress source,
            ReflectorConfig config,
            Sid sid,
            Claim turn,
            Consumer<Sid> expired,
            Optional<ReflectorPort> outside) {
        ReflectorPort port = outside.orElse(shared);
        Optional<PortSession> session = port.add(source, config);
        if (session.isPresent()) {
            keep(session.get(), source, sid, turn, expired, null);
            return Optional.of(port.localAddress());
        }
        // No other port would be outside IPsec.
        if (outside.isPresent()) return Optional.empty();
        try {
            InetAddress local = shared.localAddress().getAddress();
            ReflectorPort own = ReflectorPort.start(
                    UdpSocket.open(local, plan.firstTestPort(), plan.lastTestPort(), ""), WallClock.system());
            keep(own.add(source, config).orElseThrow(), source, sid, turn, expired, own);
            return Optional.of(own.localAddress());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no port for a session with {0}: {1}", AddressText.of(source), e.getMessage());
            return Optional.empty();
        }
    }

    private void keep(
            PortSession session,
            InetSocketAddress source,
            Sid sid,
            Claim turn,
            Consumer<Sid> expired,
            @Nullable ReflectorPort own) {
        sessions.put(sid, session);
        var _ = session.ended().thenAccept(end -> {
            turn.close();
            sessions.remove(sid);
            Drops.tell(AddressText.of(source), session.counts().drops());
            if (own != null) own.close();
            if (end == PortSession.End.REFWAIT) expired.accept(sid);
        });
        if (closed) session.remove();
    }

    @Override
    public void close() {
        closed = true;
        shared.close();
        bypass.close();
        Drops.tell("UDP " + AddressText.of(shared.localAddress()), shared.drops());
        sessions.values().forEach(PortSession::remove);
    }
}
