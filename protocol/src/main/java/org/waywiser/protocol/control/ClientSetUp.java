package org.waywiser.protocol.control;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ClientInput.ChooseBound;
import org.waywiser.protocol.control.ClientInput.ChooseKeyed;
import org.waywiser.protocol.control.ClientInput.ChooseOpen;
import org.waywiser.protocol.control.ClientInput.Decline;
import org.waywiser.protocol.control.ClientInput.SaKeysAnswered;
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
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;

/**
 * The set-up of a control connection at the Control-Client; the same for OWAMP and TWAMP. RFC 4656 §3.1, RFC 5357 §3.1, RFC 7717 §5,
 * draft-ietf-ippm-ipsec-01 §4.
 */
final class ClientSetUp implements ClientStage {
    private static final long REPLY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long GREETING_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PARTIAL_GREETING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private sealed interface State {}

    private record AwaitGreeting(long deadline, boolean begun) implements State {}

    private record Choosing(Greeting greeting) implements State {}

    private record AwaitSaKeys(Greeting greeting, Modes mode, Octets clientIv) implements State {}

    private record AwaitServerStart(long deadline, Modes mode, Octets clientIv) implements State {}

    private record Situation(State state, ClientInput input) {}

    private final Service service;
    private final Profile profile;
    private final long maxCount;
    private final RandomGenerator random;
    private final Supplier<ControlKeys> sessionKeys;
    private final ClientLine line;
    private final BiConsumer<Agreed, OutgoingStream> next;
    private @Nullable ControlKeys keys;
    private State state;

    /**
     * @param profile that the Server is taken to speak
     * @param maxCount largest PBKDF2 Count that is worked for (RFC 5357 §6: 32768 by default)
     * @param random gives the IV: a cryptographically strong one
     * @param sessionKeys gives those of a Token, to be wiped by themselves
     * @param next takes over
     */
    ClientSetUp(
            Service service,
            Profile profile,
            long maxCount,
            RandomGenerator random,
            Supplier<ControlKeys> sessionKeys,
            ClientLine line,
            BiConsumer<Agreed, OutgoingStream> next,
            long nowNanos) {
        this.service = service;
        this.profile = profile;
        this.maxCount = maxCount;
        this.random = random;
        this.sessionKeys = sessionKeys;
        this.line = line;
        this.next = next;
        this.state = new AwaitGreeting(nowNanos + GREETING_TIMEOUT_NANOS, false);
    }

    @Override
    public void on(ClientInput input, long nowNanos) {
        switch (new Situation(state, input)) {
            case Situation(Choosing _, ChooseOpen(Modes features)) -> {
                Modes mode = Modes.UNAUTHENTICATED.or(features);
                line.send(SetUpResponse.withoutKeys(mode).toByteArray());
                state = new AwaitServerStart(nowNanos + REPLY_TIMEOUT_NANOS, mode, Octets.zeros(16));
            }
            case Situation(Choosing(Greeting greeting), ChooseKeyed(Modes mode, KeyId keyId, Secret secret)) ->
                choose(greeting, mode, keyId, secret, nowNanos);
            case Situation(Choosing(Greeting greeting), ChooseBound(Modes mode)) -> bind(greeting, mode);
            case Situation(AwaitSaKeys(var greeting, Modes mode, Octets clientIv), SaKeysAnswered(SaKeys found)) ->
                prove(greeting, new SetUp(mode, KeyId.NONE, Octets.zeros(0), clientIv), found, nowNanos);
            case Situation(Choosing _, Decline(CloseReason reason)) -> close(reason, null);
            case Situation(AwaitSaKeys _, Decline(CloseReason reason)) -> close(reason, null);
            case Situation(AwaitGreeting(long deadline, boolean begun), Tick _) ->
                expire(deadline, nowNanos, begun ? CloseReason.OTHER_PROFILE : CloseReason.REPLY_TIMEOUT);
            case Situation(AwaitServerStart(long deadline, var _, var _), Tick _) ->
                expire(deadline, nowNanos, CloseReason.REPLY_TIMEOUT);
            case Situation(var _, Tick _) -> {}
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
    }

    @Override
    public void read(long nowNanos) throws MalformedMessage {
        switch (state) {
            case AwaitGreeting(long deadline, boolean begun) -> greeting(deadline, begun, nowNanos);
            case AwaitServerStart(var _, Modes mode, Octets clientIv) -> {
                if (line.buffer().size() < ServerStart.LENGTH) return;
                started(line.buffer().take(ServerStart.LENGTH), mode, clientIv);
            }
            // It is the client's turn: whatever comes was not asked for.
            case Choosing _, AwaitSaKeys _ -> {
                if (line.buffer().size() > 0) close(CloseReason.OTHER_PROFILE, null);
            }
        }
    }

    @Override
    public OptionalLong deadline() {
        return switch (state) {
            case AwaitGreeting(long deadline, var _) -> OptionalLong.of(deadline);
            case AwaitServerStart(long deadline, var _, var _) -> OptionalLong.of(deadline);
            case Choosing _, AwaitSaKeys _ -> OptionalLong.empty();
        };
    }

    @Override
    public void close(CloseReason reason, @Nullable Accept accept) {
        line.close(reason, accept);
        if (keys != null) keys.wipe();
    }

    private void greeting(long deadline, boolean begun, long now) throws MalformedMessage {
        if (line.buffer().size() < profile.greetingLength()) {
            state = new AwaitGreeting(begun ? deadline : now + PARTIAL_GREETING_NANOS, true);
            return;
        }
        var greeting = Greeting.read(profile, line.buffer().take(profile.greetingLength()));
        if (line.buffer().size() > 0) {
            close(CloseReason.OTHER_PROFILE, null);
            return;
        }
        if (greeting.modes().isNone()) {
            close(CloseReason.SERVER_UNWILLING, null);
            return;
        }
        state = new Choosing(greeting);
        line.tell(new ClientEffect.Greeted(service.read(profile, greeting.modes()), greeting.sa()));
    }

    private void choose(Greeting greeting, Modes mode, KeyId keyId, Secret secret, long now) {
        // RFC 5357 §6: a hostile Count is refused before any work is done for it.
        if (!PasswordKey.acceptable(greeting.count(), maxCount)) {
            close(CloseReason.UNACCEPTABLE_COUNT, null);
            return;
        }
        Secret passwordKey = PasswordKey.derive(secret, greeting.salt(), greeting.count());
        secret.wipe();
        var setUp = new SetUp(mode, keyId, Octets.zeros(0), Octets.of(draw(16)));
        prove(greeting, setUp, new SaKeys.TokenKey(passwordKey), now);
    }

    private void bind(Greeting greeting, Modes mode) {
        if (profile == Profile.DRAFT && !PasswordKey.acceptable(greeting.count(), maxCount)) {
            close(CloseReason.UNACCEPTABLE_COUNT, null);
            return;
        }
        Octets clientIv = Octets.of(draw(16));
        state = new AwaitSaKeys(greeting, mode.or(Modes.IPSEC), clientIv);
        line.tell(new ClientEffect.FindSaKeys(greeting.salt(), greeting.count(), clientIv));
    }

    /** @param setUp all but the Token */
    private void prove(Greeting greeting, SetUp setUp, SaKeys found, long now) {
        SaKeys.Proof proof = found.prove(greeting.challenge(), sessionKeys);
        keys = proof.keys();
        var whole = new SetUp(service.written(setUp.mode()), setUp.keyId(), proof.token(), setUp.clientIv());
        line.send(whole.write(profile));
        Modes mode = profile.namesSaInGreeting() ? setUp.mode().without(Modes.IPSEC) : setUp.mode();
        state = new AwaitServerStart(now + REPLY_TIMEOUT_NANOS, mode, setUp.clientIv());
    }

    private void started(byte[] octets, Modes mode, Octets clientIv) throws MalformedMessage {
        var start = ServerStart.read(WireReader.of(octets));
        if (!start.accept().ok()) {
            close(CloseReason.REFUSED, start.accept());
            return;
        }
        long startTime = start.startTimeNtp();
        var in = IncomingStream.clear();
        var out = OutgoingStream.clear();
        if (keys != null) {
            out = OutgoingStream.keyed(keys, clientIv);
            in = IncomingStream.keyed(keys, start.serverIv());
            // The third block is under the first HMAC of the Server, which the reader checks. RFC 5357 §3.2.
            byte[] block = in.decrypt(Arrays.copyOfRange(octets, 32, 48));
            startTime = WireReader.of(block).u64();
        }
        line.tell(new ClientEffect.Established(mode, startTime, start.serverIv()));
        next.accept(new Agreed(mode, keys, in), out);
    }

    private void expire(long deadline, long now, CloseReason reason) {
        if (now - deadline >= 0) close(reason, null);
    }

    private byte[] draw(int length) {
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return drawn;
    }
}
