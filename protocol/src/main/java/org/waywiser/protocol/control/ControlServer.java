package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ServerInput.Connected;
import org.waywiser.protocol.control.ServerInput.PeerClosed;
import org.waywiser.protocol.control.ServerInput.Received;
import org.waywiser.protocol.control.ServerInput.SaDeleted;
import org.waywiser.protocol.control.ServerInput.SaKeysAnswered;
import org.waywiser.protocol.control.ServerInput.SaPinned;
import org.waywiser.protocol.control.ServerInput.SecretAnswered;
import org.waywiser.protocol.control.ServerInput.SecretWithheld;
import org.waywiser.protocol.control.ServerInput.SessionConfigured;
import org.waywiser.protocol.control.ServerInput.SessionRefused;
import org.waywiser.protocol.control.ServerInput.SessionsExpired;
import org.waywiser.protocol.control.ServerInput.Tick;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.control.IncomingStream;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.CommandNumber;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StopSessions;

/**
 * The Server's side of one TWAMP control connection. RFC 5357 §3, RFC 4656 §3, RFC 7717 §5, draft-ietf-ippm-ipsec-01 §4.
 * Not thread-safe.
 */
public final class ControlServer {
    private static final int MAX_UNEXPECTED_COMMANDS = 8;

    private sealed interface State {}

    private record AwaitConnection() implements State {}

    private record AwaitSa() implements State {}

    private record AwaitSetUp(long deadline) implements State {}

    private record AwaitSecret(SetUp setUp) implements State {}

    private record AwaitSaKeys(SetUp setUp, Octets serverIv) implements State {}

    private record Ready(long deadline) implements State {}

    private record AwaitSession() implements State {}

    private record Measuring() implements State {}

    private record Closed() implements State {}

    private record Situation(State state, ServerInput input) {}

    private final ServerSettings settings;
    private final RandomGenerator random;
    private final MessageBuffer buffer = new MessageBuffer();
    private final List<Sid> accepted = new ArrayList<>();
    private final List<Sid> running = new ArrayList<>();
    private final List<ServerEffect> effects = new ArrayList<>();
    private Greeting greeting;
    private OutgoingStream out = OutgoingStream.clear();
    private CommandReader commands = new CommandReader(buffer, IncomingStream.clear(), ControlServer::bodyLength);
    private Modes mode = Modes.NONE;
    private @Nullable ControlKeys keys;
    private State state = new AwaitConnection();
    private int unexpectedCommands;

    /**
     *
     *
     * @param random gives challenge, salt and IV: a cryptographically strong one
     */
    public ControlServer(ServerSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.greeting = new Greeting(SaName.NONE, settings.offered(), octets(16), octets(16), settings.count());
    }

    /** Takes an input at a monotonic time and tells what is to be done, in order. */
    public List<ServerEffect> on(ServerInput input, long nowNanos) {
        effects.clear();
        switch (new Situation(state, input)) {
            case Situation(Closed _, var _) -> {}
            case Situation(var _, PeerClosed _) -> close(CloseReason.PEER_CLOSED);
            case Situation(var _, SaDeleted _) -> close(CloseReason.SA_GONE);
            case Situation(AwaitConnection _, Connected _) -> connected(nowNanos);
            case Situation(AwaitSa _, SaPinned(SaName sa)) -> {
                Modes offered = sa.isNone() ? settings.withoutSa() : settings.offered();
                greet(new Greeting(sa, offered, greeting.challenge(), greeting.salt(), greeting.count()), nowNanos);
                progress(nowNanos);
            }
            case Situation(var _, Received(Octets octets)) -> {
                buffer.append(octets.toByteArray());
                progress(nowNanos);
            }
            case Situation(AwaitSecret(SetUp setUp), SecretAnswered(Secret secret)) -> {
                answer(setUp, secret, nowNanos);
                progress(nowNanos);
            }
            case Situation(AwaitSaKeys(SetUp setUp, Octets serverIv), SaKeysAnswered(SaKeys found)) -> {
                enter(setUp, found, serverIv, nowNanos);
                progress(nowNanos);
            }
            case Situation(AwaitSecret _, SecretWithheld(Accept accept, CloseReason reason)) -> reject(accept, reason);
            case Situation(AwaitSaKeys _, SecretWithheld(Accept accept, CloseReason reason)) -> reject(accept, reason);
            case Situation(AwaitSession _, SessionConfigured(Sid sid, int port)) -> {
                accepted.add(sid);
                send(new AcceptSession(Accept.OK, port, sid).toByteArray());
                ready(nowNanos);
                progress(nowNanos);
            }
            case Situation(AwaitSession _, SessionRefused(Accept accept)) -> {
                refuseSession("Request-TW-Session", accept);
                ready(nowNanos);
                progress(nowNanos);
            }
            case Situation(Measuring _, SessionsExpired _) -> {
                // RFC 5357 §3.1: as though a Stop-Sessions command had been received.
                running.clear();
                ready(nowNanos);
                progress(nowNanos);
            }
            case Situation(var _, SessionsExpired _) -> {}
            case Situation(AwaitSetUp(long deadline), Tick _) -> {
                if (nowNanos - deadline >= 0) close(CloseReason.SET_UP_TIMEOUT);
            }
            case Situation(Ready(long deadline), Tick _) -> {
                if (nowNanos - deadline >= 0) close(CloseReason.SERVWAIT);
            }
            case Situation(var _, Tick _) -> {}
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
        return List.copyOf(effects);
    }

    /** When to call back with a {@link Tick}, in monotonic nanoseconds; none while measuring (RFC 5357 §3.1). */
    public OptionalLong deadline() {
        return switch (state) {
            case AwaitSetUp(long deadline) -> OptionalLong.of(deadline);
            case Ready(long deadline) -> OptionalLong.of(deadline);
            case AwaitConnection _, AwaitSa _, AwaitSecret _, AwaitSaKeys _, AwaitSession _, Measuring _, Closed _ ->
                OptionalLong.empty();
        };
    }

    private void connected(long now) {
        if (settings.profile().namesSaInGreeting() && !settings.offered().isNone()) {
            state = new AwaitSa();
            effects.add(new ServerEffect.PinSa());
        } else {
            greet(greeting, now);
        }
    }

    private void greet(Greeting said, long now) {
        greeting = said;
        sendPlain(said.write(settings.profile()));
        // RFC 4656 §3.1: Modes zero says that the Server does not wish to communicate.
        if (said.modes().isNone()) {
            boolean lacking = !settings.offered().isNone();
            close(lacking ? CloseReason.NO_SA : CloseReason.FINISHED);
        } else state = new AwaitSetUp(now + settings.setUpTimeout().toNanos());
    }

    private void progress(long now) {
        try {
            while (true) {
                switch (state) {
                    case AwaitSetUp _ -> {
                        int length = settings.profile().setUpLength();
                        if (buffer.size() < length) return;
                        setUp(SetUp.read(settings.profile(), buffer.take(length)), now);
                    }
                    case Ready _, Measuring _ -> {
                        byte[] body = commands.next();
                        if (body == null) return;
                        command(body, now);
                    }
                    case AwaitConnection _, AwaitSa _, AwaitSecret _, AwaitSaKeys _, AwaitSession _, Closed _ -> {
                        return;
                    }
                }
            }
        } catch (MalformedMessage e) {
            close(CloseReason.MALFORMED);
        } catch (CommandReader.WrongHmac e) {
            close(CloseReason.WRONG_HMAC);
        }
    }

    private void setUp(SetUp setUp, long now) {
        Modes chosen = setUp.mode();
        switch (ModeRules.judge(settings.profile(), chosen, greeting.modes())) {
            case UNWILLING -> close(CloseReason.CLIENT_UNWILLING);
            case NOT_OFFERED -> reject(Accept.NOT_SUPPORTED, CloseReason.MODE_NOT_OFFERED);
            case CLEAR -> {
                mode = chosen.security();
                sendPlain(new ServerStart(Accept.OK, Octets.zeros(16), settings.startTimeNtp()).toByteArray());
                effects.add(new ServerEffect.Established(mode));
                ready(now);
            }
            case BOUND -> {
                mode = chosen.security().without(Modes.IPSEC);
                Octets serverIv = octets(16);
                state = new AwaitSaKeys(setUp, serverIv);
                effects.add(new ServerEffect.FindSaKeys(greeting.salt(), greeting.count(), setUp.clientIv(), serverIv));
            }
            case KEYED -> {
                mode = chosen;
                state = new AwaitSecret(setUp);
                effects.add(new ServerEffect.FindSecret(
                        derived()
                                ? new SecretName.IkeSa(
                                        setUp.keyId().spiI(), setUp.keyId().spiR())
                                : new SecretName.Passphrase(setUp.keyId().text())));
            }
        }
    }

    private boolean derived() {
        return settings.profile() == Profile.RFC7717 && mode.contains(Modes.IKEV2_DERIVED);
    }

    private void answer(SetUp setUp, @Nullable Secret secret, long now) {
        if (secret == null) {
            // RFC 7717 §5.3 has a value of its own for this.
            if (derived()) reject(Accept.IKEV2_SA_NOT_FOUND, CloseReason.IKE_SA_NOT_FOUND);
            else reject(Accept.FAILURE, CloseReason.NO_SECRET);
            return;
        }
        Secret passwordKey = PasswordKey.derive(secret, greeting.salt(), greeting.count());
        secret.wipe();
        enter(setUp, new SaKeys.TokenKey(passwordKey), octets(16), now);
    }

    private void enter(SetUp setUp, SaKeys found, Octets serverIv, long now) {
        Optional<ControlKeys> proven = found.accept(greeting.challenge(), setUp.token());
        if (proven.isEmpty()) {
            reject(Accept.FAILURE, CloseReason.WRONG_TOKEN);
            return;
        }
        ControlKeys agreed = proven.get();
        keys = agreed;
        out = OutgoingStream.keyed(agreed, serverIv);
        commands = new CommandReader(buffer, IncomingStream.keyed(agreed, setUp.clientIv()), ControlServer::bodyLength);
        byte[] start = new ServerStart(Accept.OK, serverIv, settings.startTimeNtp()).toByteArray();
        // RFC 4656 §3.1: encryption starts with the block after the IV, and the next HMAC covers that block.
        byte[] covered = out.cover(Arrays.copyOfRange(start, 32, 48));
        System.arraycopy(covered, 0, start, 32, 16);
        sendPlain(start);
        effects.add(new ServerEffect.Established(mode));
        ready(now);
    }

    private void command(byte[] body, long now) throws MalformedMessage {
        var command = CommandNumber.of(body);
        boolean measuring = state instanceof Measuring;
        if (command.equals(CommandNumber.REQUEST_TW_SESSION) && !measuring) {
            request(RequestTwSession.read(WireReader.of(body)), now);
        } else if (command.equals(CommandNumber.START_SESSIONS)) {
            start(measuring, now);
        } else if (command.equals(CommandNumber.STOP_SESSIONS)) {
            stop(StopSessions.read(WireReader.of(body)), now);
        } else {
            // RFC 5357 §3.5: an unexpected command is answered with Accept 3; while measuring only Stop-Sessions is
            // expected.
            refuseSession(command.toString(), Accept.NOT_SUPPORTED);
            if (!unexpected() && !measuring) ready(now);
        }
    }

    /** @return whether that was one too many */
    private boolean unexpected() {
        boolean tooMany = ++unexpectedCommands >= MAX_UNEXPECTED_COMMANDS;
        if (tooMany) close(CloseReason.OUT_OF_TURN);
        return tooMany;
    }

    private static int bodyLength(byte[] firstBlock) {
        var command = CommandNumber.of(firstBlock);
        if (command.equals(CommandNumber.FETCH_SESSION)) return FetchSession.BODY_LENGTH;
        // A command of unknown length is taken to be as short as Start-Sessions; in keyed modes its HMAC tells.
        return Math.max(16, command.twampBodyLength());
    }

    private void request(RequestTwSession request, long now) {
        Accept verdict = RequestRules.judge(request, mode);
        if (verdict.equals(Accept.OK) && accepted.size() >= settings.maxSessions()) {
            verdict = Accept.TEMPORARY_LIMIT;
        }
        if (!verdict.equals(Accept.OK)) {
            refuseSession("Request-TW-Session", verdict);
            ready(now);
            return;
        }
        state = new AwaitSession();
        effects.add(new ServerEffect.ConfigureSession(request, mode, keys));
    }

    private void start(boolean measuring, long now) {
        if (measuring) {
            effects.add(new ServerEffect.Refused("Start-Sessions while measuring", Accept.FAILURE));
            send(new StartAck(Accept.FAILURE).toByteArray());
            unexpected();
            return;
        }
        // The sessions must be reflecting before the client can see the acknowledgement.
        effects.add(new ServerEffect.StartSessions(List.copyOf(accepted)));
        send(new StartAck(Accept.OK).toByteArray());
        if (accepted.isEmpty()) {
            ready(now);
            return;
        }
        running.addAll(accepted);
        accepted.clear();
        state = new Measuring();
    }

    private void stop(StopSessions stop, long now) {
        if (stop.sessions() != running.size()) {
            close(CloseReason.WRONG_SESSION_COUNT);
            return;
        }
        if (!running.isEmpty()) effects.add(new ServerEffect.StopSessions(List.copyOf(running)));
        running.clear();
        ready(now);
    }

    private void ready(long now) {
        state = new Ready(now + settings.serverWait().toNanos());
    }

    private void refuseSession(String what, Accept accept) {
        effects.add(new ServerEffect.Refused(what, accept));
        // RFC 5357 §3.5: with a refusal the Port is zero.
        send(AcceptSession.refusing(accept).toByteArray());
    }

    private void reject(Accept accept, CloseReason reason) {
        sendPlain(new ServerStart(accept, Octets.zeros(16), 0).toByteArray());
        close(reason);
    }

    private void close(CloseReason reason) {
        if (!running.isEmpty()) effects.add(ended(List.copyOf(running), reason));
        if (!accepted.isEmpty()) effects.add(new ServerEffect.AbandonSessions(List.copyOf(accepted)));
        running.clear();
        accepted.clear();
        effects.add(new ServerEffect.Close(reason));
        state = new Closed();
        // The sessions have their own keys; those of the control connection end with it.
        if (keys != null) keys.wipe();
    }

    /** With their SA sessions end at once; else packets on their way are waited for. RFC 5357 §4.2. */
    private static ServerEffect ended(List<Sid> sessions, CloseReason reason) {
        return reason == CloseReason.SA_GONE
                ? new ServerEffect.AbandonSessions(sessions)
                : new ServerEffect.StopSessions(sessions);
    }

    private void send(byte[] body) {
        sendPlain(out.seal(body));
    }

    private void sendPlain(byte[] octets) {
        effects.add(new ServerEffect.Send(Octets.of(octets)));
    }

    private Octets octets(int length) {
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return Octets.of(drawn);
    }
}
