package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.linux.BypassRefused;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.probe.ProbeFeatures;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.TypeP;

/** Asks a Server for the sessions of a two-way measurement, one by one. RFC 5357 §3.5. */
final class TwoWayRequests {
    private static final Octets NO_ADDRESS = Octets.zeros(16);

    /** A session that the Server has accepted, and that is not started. */
    record Prepared(
            Sid sid,
            UdpSocket socket,
            InetSocketAddress reflector,
            SenderSession session,
            int paddingLength,
            boolean bypass) {}

    private final MeasurementPlan plan;
    private final ControlSession control;
    private final RandomGenerator random;

    /**
     * @param random a cryptographically strong one
     * @throws MeasurementFailure if the Server does not offer what the plan wants
     */
    TwoWayRequests(MeasurementPlan plan, ControlSession control, RandomGenerator random) throws MeasurementFailure {
        this.plan = plan;
        this.control = control;
        this.random = random;
        checkFeatures();
    }

    /** @param outside the port to ask for outside IPsec, null for a session as the policies of the hosts have it */
    Prepared request(@Nullable BypassPort outside) throws MeasurementFailure, InterruptedException {
        ClientConnection connection = control.connection();
        InetSocketAddress server = connection.connection().peer();
        UdpSocket socket = open(connection.connection().local(), outside);
        boolean handedOver = false;
        try {
            ProbeMode mode = ProbeMode.of(control.mode());
            int padding = padding(mode);
            control.takeTurn(SaBinding.Direction.FROM_HERE);
            // Zero lies in the past whatever the two clocks think: the sender waits by itself. A real one tells the
            // packets of
            // sessions apart that share keys.
            long startTime = control.keys().shared() ? startTime() : 0;
            boolean reflects = control.mode().contains(Modes.REFLECT_OCTETS);
            connection.tell(
                    new ClientInput.Request(request(socket.localAddress(), outside, padding, startTime, reflects)));
            var accepted = switch (connection.next()) {
                case ClientEffect.SessionAccepted session -> session;
                case ClientEffect.SessionRefused(var accept) ->
                    throw new MeasurementFailure(
                            Kind.REFUSED,
                            AddressText.of(plan.server()) + " refused the test session: " + accept.words()
                                    + hint(accept));
                case ClientEffect.Close(var reason, var accept) -> throw control.refused(plan, reason, accept);
                case ClientEffect other -> throw new IllegalStateException("after a request: " + other);
            };
            if (outside != null && accepted.port() != outside.port()) throw notOutside(outside, accepted.port());
            var config = new SenderConfig(
                    mode,
                    mode.cipher(keys(accepted)),
                    padding,
                    plan.zeroPadding(),
                    plan.timeout().toNanos(),
                    plan.records(),
                    features(accepted.serverOctets()));
            var session = new SenderSession(config, WallClock.system(), new SplittableRandom());
            if (plan.course()) session.keepCourse();
            handedOver = true;
            var reflector = new InetSocketAddress(server.getAddress(), accepted.port());
            boolean bypasses = outside != null && outside.by() == BypassPort.By.SOCKET;
            return new Prepared(accepted.sid(), socket, reflector, session, padding, bypasses);
        } catch (KeysUnavailable e) {
            throw new MeasurementFailure(Kind.KEYS, String.valueOf(e.getMessage()));
        } finally {
            if (!handedOver) socket.close();
        }
    }

    /** What changes test packets was asked for, so nothing else will do. */
    private void checkFeatures() throws MeasurementFailure {
        Modes missing = plan.features().and(ProbeFeatures.MODES).without(control.mode());
        if (missing.isNone()) return;
        throw new MeasurementFailure(Kind.REFUSED, AddressText.of(plan.server()) + " does not offer " + missing);
    }

    private ProbeFeatures features(int serverOctets) {
        return ProbeFeatures.of(control.mode(), plan.reflectedPadding(), serverOctets);
    }

    private int padding(ProbeMode mode) throws MeasurementFailure {
        ProbeFeatures features = features(0);
        int reflected = features.reflectedPadding();
        // RFC 6038 §4.2: more than is to be reflected.
        int least = Math.max(features.leastPadding(mode), reflected == 0 ? 0 : reflected + 1);
        if (plan.paddingLength() < 0) return least;
        if (plan.paddingLength() < least && (features.symmetricalSize() || reflected > 0)) {
            throw new MeasurementFailure(
                    Kind.REFUSED, "--padding must be %d or more for what is asked for in this mode".formatted(least));
        }
        return plan.paddingLength();
    }

    private @Nullable ProbeKeys keys(ClientEffect.SessionAccepted accepted) throws MeasurementFailure, KeysUnavailable {
        control.checkUse(accepted.sid());
        return control.keys().of(accepted.keys(), accepted.sid());
    }

    private String hint(Accept accept) {
        boolean turn = control.keys().shared() && accept.meaning().equals(Accept.TEMPORARY_LIMIT);
        return turn ? "; shared keys allow one session at a time, and the one before lasts until its timeout" : "";
    }

    private long startTime() {
        return WallClock.system().ntp()
                + NtpTimestamp.interval(plan.startDelay().toNanos());
    }

    private MeasurementFailure notOutside(BypassPort wanted, int given) {
        return new MeasurementFailure(
                Kind.REFUSED,
                "%s refused the session outside IPsec: it gave UDP port %d instead of %d; start it with --bypass-port %d"
                        .formatted(AddressText.of(plan.server()), given, wanted.port(), wanted.port()));
    }

    private UdpSocket open(InetSocketAddress control, @Nullable BypassPort outside) throws MeasurementFailure {
        try {
            if (outside != null) return outside.open(control.getAddress(), plan.firstPort(), plan.lastPort());
            return UdpSocket.open(control.getAddress(), plan.firstPort(), plan.lastPort(), "");
        } catch (BypassRefused e) {
            throw new MeasurementFailure(
                    Kind.REFUSED,
                    "this host refused the session outside IPsec: " + e.getMessage()
                            + "; or let policies of both hosts exempt the port, and say --bypass-by policy");
        } catch (IOException e) {
            throw MeasurementFailure.noPort(e);
        }
    }

    private RequestTwSession request(
            InetSocketAddress local, @Nullable BypassPort outside, int padding, long startTime, boolean reflects) {
        int version = local.getAddress().getAddress().length == 4 ? 4 : 6;
        // A Server that brings them back has understood: any will do.
        int octets = reflects ? random.nextInt(1, 1 << 16) : 0;
        // Addresses of zero are those of the control connection: that works through address translation. RFC 5357 §3.5
        return RequestTwSession.of(
                        version,
                        local.getPort(),
                        outside == null ? local.getPort() : outside.port(),
                        NO_ADDRESS,
                        NO_ADDRESS,
                        padding,
                        startTime,
                        NtpTimestamp.interval(plan.timeout().toNanos()),
                        TypeP.ofDscp(plan.dscp()))
                .reflecting(octets, octets == 0 ? 0 : plan.reflectedPadding());
    }
}
