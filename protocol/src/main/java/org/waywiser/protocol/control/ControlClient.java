package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ClientInput.ChooseBound;
import org.waywiser.protocol.control.ClientInput.ChooseKeyed;
import org.waywiser.protocol.control.ClientInput.ChooseOpen;
import org.waywiser.protocol.control.ClientInput.Decline;
import org.waywiser.protocol.control.ClientInput.Finish;
import org.waywiser.protocol.control.ClientInput.PeerClosed;
import org.waywiser.protocol.control.ClientInput.Received;
import org.waywiser.protocol.control.ClientInput.Request;
import org.waywiser.protocol.control.ClientInput.SaKeysAnswered;
import org.waywiser.protocol.control.ClientInput.Start;
import org.waywiser.protocol.control.ClientInput.Stop;
import org.waywiser.protocol.control.ClientInput.Tick;
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
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;

/**
 * The Control-Client's side of one TWAMP control connection. RFC 5357 §3, RFC 4656 §3, RFC 7717 §5, draft-ietf-ippm-ipsec-01
 * §4. Not thread-safe.
 */
public final class ControlClient {
    private static final long REPLY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long GREETING_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PARTIAL_GREETING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private sealed interface State {}

    private record AwaitGreeting(long deadline, boolean begun) implements State {}

    private record Choosing(Greeting greeting) implements State {}

    private record AwaitSaKeys(Greeting greeting, Modes mode, Octets clientIv) implements State {}

    private record AwaitServerStart(long deadline, Modes mode, Octets clientIv) implements State {}

    private record Ready() implements State {}

    private record AwaitAccept(long deadline) implements State {}

    private record AwaitStartAck(long deadline) implements State {}

    private record Measuring() implements State {}

    private record Closed() implements State {}

    private record Situation(State state, ClientInput input) {}

    private final Profile profile;
    private final long maxCount;
    private final RandomGenerator random;
    private final MessageBuffer buffer = new MessageBuffer();
    private final List<ClientEffect> effects = new ArrayList<>();
    private OutgoingStream out = OutgoingStream.clear();
    private CommandReader replies = new CommandReader(buffer, IncomingStream.clear(), this::bodyLength);
    private @Nullable ControlKeys keys;
    private State state;
    private int sessions;

    /**
     * @param profile that the Server is taken to speak
     * @param maxCount largest PBKDF2 Count that is worked for (RFC 5357 §6: 32768 by default)
     * @param random gives session keys and IV: a cryptographically strong one
     */
    public ControlClient(Profile profile, long maxCount, RandomGenerator random, long nowNanos) {
        this.profile = profile;
        this.maxCount = maxCount;
        this.random = random;
        this.state = new AwaitGreeting(nowNanos + GREETING_TIMEOUT_NANOS, false);
    }

    /** Takes an input at a monotonic time and tells what is to be done, in order. */
    public List<ClientEffect> on(ClientInput input, long nowNanos) {
        effects.clear();
        switch (new Situation(state, input)) {
            case Situation(Closed _, var _) -> {}
            case Situation(var _, PeerClosed _) -> close(CloseReason.PEER_CLOSED);
            case Situation(var _, Finish _) -> close(CloseReason.FINISHED);
            case Situation(var _, Received(Octets octets)) -> {
                buffer.append(octets.toByteArray());
                progress(nowNanos);
            }
            case Situation(Choosing _, ChooseOpen _) -> {
                send(SetUpResponse.withoutKeys(Modes.UNAUTHENTICATED).toByteArray());
                state = new AwaitServerStart(nowNanos + REPLY_TIMEOUT_NANOS, Modes.UNAUTHENTICATED, Octets.zeros(16));
            }
            case Situation(Choosing(Greeting greeting), ChooseKeyed(Modes mode, KeyId keyId, Secret secret)) ->
                choose(greeting, mode, keyId, secret, nowNanos);
            case Situation(Choosing(Greeting greeting), ChooseBound(Modes mode)) -> bind(greeting, mode);
            case Situation(AwaitSaKeys(var greeting, Modes mode, Octets clientIv), SaKeysAnswered(SaKeys found)) ->
                prove(greeting, new SetUp(mode, KeyId.NONE, Octets.zeros(0), clientIv), found, nowNanos);
            case Situation(Choosing _, Decline(CloseReason reason)) -> close(reason);
            case Situation(AwaitSaKeys _, Decline(CloseReason reason)) -> close(reason);
            case Situation(Ready _, Request(var request)) -> {
                send(out.seal(request.toByteArray()));
                state = new AwaitAccept(nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Situation(Ready _, Start _) -> {
                send(out.seal(new StartSessions().toByteArray()));
                state = new AwaitStartAck(nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Situation(Measuring _, Stop _) -> {
                send(out.seal(new StopSessions(Accept.OK, sessions).toByteArray()));
                sessions = 0;
                state = new Ready();
            }
            case Situation(AwaitGreeting(long deadline, boolean begun), Tick _) ->
                expire(deadline, nowNanos, begun ? CloseReason.OTHER_PROFILE : CloseReason.REPLY_TIMEOUT);
            case Situation(AwaitServerStart(long deadline, var _, var _), Tick _) ->
                expire(deadline, nowNanos, CloseReason.REPLY_TIMEOUT);
            case Situation(AwaitAccept(long deadline), Tick _) -> expire(deadline, nowNanos, CloseReason.REPLY_TIMEOUT);
            case Situation(AwaitStartAck(long deadline), Tick _) ->
                expire(deadline, nowNanos, CloseReason.REPLY_TIMEOUT);
            case Situation(var _, Tick _) -> {}
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
        return List.copyOf(effects);
    }

    /** When to call back with a {@link Tick}, in monotonic nanoseconds. */
    public OptionalLong deadline() {
        return switch (state) {
            case AwaitGreeting(long deadline, var _) -> OptionalLong.of(deadline);
            case AwaitServerStart(long deadline, var _, var _) -> OptionalLong.of(deadline);
            case AwaitAccept(long deadline) -> OptionalLong.of(deadline);
            case AwaitStartAck(long deadline) -> OptionalLong.of(deadline);
            case Choosing _, AwaitSaKeys _, Ready _, Measuring _, Closed _ -> OptionalLong.empty();
        };
    }

    private void progress(long now) {
        try {
            switch (state) {
                case AwaitGreeting(long deadline, boolean begun) -> greeting(deadline, begun, now);
                case AwaitServerStart(var _, Modes mode, Octets clientIv) -> {
                    if (buffer.size() < ServerStart.LENGTH) return;
                    started(buffer.take(ServerStart.LENGTH), mode, clientIv);
                }
                case AwaitAccept _ -> {
                    byte[] body = replies.next();
                    if (body != null) accepted(AcceptSession.read(WireReader.of(body)));
                }
                case AwaitStartAck _ -> {
                    byte[] body = replies.next();
                    if (body != null) acknowledged(StartAck.read(WireReader.of(body)));
                }
                case Closed _ -> {}
                // In these states it is the client's turn: whatever comes was not asked for.
                case Choosing _, AwaitSaKeys _, Ready _, Measuring _ -> {}
            }
            boolean choosing = state instanceof Choosing || state instanceof AwaitSaKeys;
            boolean ourTurn = choosing || state instanceof Ready || state instanceof Measuring;
            if (ourTurn && buffer.size() > 0) close(choosing ? CloseReason.OTHER_PROFILE : CloseReason.OUT_OF_TURN);
        } catch (MalformedMessage e) {
            close(CloseReason.MALFORMED);
        } catch (CommandReader.WrongHmac e) {
            close(CloseReason.WRONG_HMAC);
        }
    }

    private void greeting(long deadline, boolean begun, long now) throws MalformedMessage {
        if (buffer.size() < profile.greetingLength()) {
            if (!begun) state = new AwaitGreeting(now + PARTIAL_GREETING_NANOS, true);
            else state = new AwaitGreeting(deadline, true);
            return;
        }
        var greeting = Greeting.read(profile, buffer.take(profile.greetingLength()));
        if (buffer.size() > 0) {
            close(CloseReason.OTHER_PROFILE);
            return;
        }
        if (greeting.modes().isNone()) {
            close(CloseReason.SERVER_UNWILLING);
            return;
        }
        state = new Choosing(greeting);
        effects.add(new ClientEffect.Greeted(greeting.modes(), greeting.sa()));
    }

    private void choose(Greeting greeting, Modes mode, KeyId keyId, Secret secret, long now) {
        // RFC 5357 §6: a hostile Count is refused before any work is done for it.
        if (!PasswordKey.acceptable(greeting.count(), maxCount)) {
            close(CloseReason.UNACCEPTABLE_COUNT);
            return;
        }
        Secret passwordKey = PasswordKey.derive(secret, greeting.salt(), greeting.count());
        secret.wipe();
        var setUp = new SetUp(mode, keyId, Octets.zeros(0), Octets.of(draw(16)));
        prove(greeting, setUp, new SaKeys.TokenKey(passwordKey), now);
    }

    private void bind(Greeting greeting, Modes mode) {
        if (profile == Profile.DRAFT && !PasswordKey.acceptable(greeting.count(), maxCount)) {
            close(CloseReason.UNACCEPTABLE_COUNT);
            return;
        }
        Octets clientIv = Octets.of(draw(16));
        state = new AwaitSaKeys(greeting, mode.or(Modes.IPSEC), clientIv);
        effects.add(new ClientEffect.FindSaKeys(greeting.salt(), greeting.count(), clientIv));
    }

    /** @param setUp all but the Token */
    private void prove(Greeting greeting, SetUp setUp, SaKeys found, long now) {
        SaKeys.Proof proof = found.prove(greeting.challenge(), random);
        keys = proof.keys();
        send(new SetUp(setUp.mode(), setUp.keyId(), proof.token(), setUp.clientIv()).write(profile));
        Modes mode = profile.namesSaInGreeting() ? setUp.mode().without(Modes.IPSEC) : setUp.mode();
        state = new AwaitServerStart(now + REPLY_TIMEOUT_NANOS, mode, setUp.clientIv());
    }

    private void started(byte[] octets, Modes mode, Octets clientIv) throws MalformedMessage {
        var start = ServerStart.read(WireReader.of(octets));
        if (!start.accept().equals(Accept.OK)) {
            close(CloseReason.REFUSED, start.accept());
            return;
        }
        long startTime = start.startTimeNtp();
        ControlKeys agreed = keys;
        if (agreed != null) {
            out = OutgoingStream.keyed(agreed, clientIv);
            var in = IncomingStream.keyed(agreed, start.serverIv());
            // The third block is under the first HMAC of the Server, which the reader checks. RFC 5357 §3.2.
            byte[] block = in.decrypt(Arrays.copyOfRange(octets, 32, 48));
            startTime = WireReader.of(block).u64();
            replies = new CommandReader(buffer, in, this::bodyLength);
        }
        state = new Ready();
        effects.add(new ClientEffect.Established(mode, startTime, start.serverIv()));
    }

    private void accepted(AcceptSession answer) {
        if (answer.accept().equals(Accept.OK) && answer.port() == 0) {
            // RFC 5357 §3.5: a Port of zero belongs to a refusal; no test packet could be sent to it.
            close(CloseReason.MALFORMED);
            return;
        }
        state = new Ready();
        if (answer.accept().equals(Accept.OK)) {
            sessions++;
            effects.add(new ClientEffect.SessionAccepted(answer.sid(), answer.port(), keys));
        } else {
            effects.add(new ClientEffect.SessionRefused(answer.accept()));
        }
    }

    private void acknowledged(StartAck ack) {
        if (!ack.accept().equals(Accept.OK)) {
            // RFC 4656 §3.7: the client should close the connection.
            close(CloseReason.REFUSED, ack.accept());
            return;
        }
        state = new Measuring();
        effects.add(new ClientEffect.Started());
    }

    private int bodyLength(byte[] firstBlock) {
        return state instanceof AwaitAccept ? AcceptSession.BODY_LENGTH : StartAck.BODY_LENGTH;
    }

    private void expire(long deadline, long now, CloseReason reason) {
        if (now - deadline >= 0) close(reason);
    }

    private void close(CloseReason reason) {
        close(reason, null);
    }

    private void close(CloseReason reason, @Nullable Accept accept) {
        state = new Closed();
        if (keys != null) keys.wipe();
        effects.add(new ClientEffect.Close(reason, accept));
    }

    private void send(byte[] octets) {
        effects.add(new ClientEffect.Send(Octets.of(octets)));
    }

    private byte[] draw(int length) {
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return drawn;
    }
}
