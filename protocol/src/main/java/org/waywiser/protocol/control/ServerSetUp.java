package org.waywiser.protocol.control;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ServerInput.Connected;
import org.waywiser.protocol.control.ServerInput.SaKeysAnswered;
import org.waywiser.protocol.control.ServerInput.SaPinned;
import org.waywiser.protocol.control.ServerInput.SecretAnswered;
import org.waywiser.protocol.control.ServerInput.SecretWithheld;
import org.waywiser.protocol.control.ServerInput.SessionExpired;
import org.waywiser.protocol.control.ServerInput.Tick;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.control.IncomingStream;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.ServerStart;

/**
 * The set-up of a control connection at the Server: greeting, Set-Up-Response, Server-Start; the same for OWAMP and TWAMP. RFC 4656
 * §3.1, RFC 5357 §3.1, RFC 7717 §5, draft-ietf-ippm-ipsec-01 §4.
 */
final class ServerSetUp implements ServerStage {
    private sealed interface State {}

    private record AwaitConnection() implements State {}

    private record AwaitSa() implements State {}

    private record AwaitResponse(long deadline) implements State {}

    private record AwaitSecret(SetUp setUp) implements State {}

    private record AwaitSaKeys(SetUp setUp, Octets serverIv) implements State {}

    private record Situation(State state, ServerInput input) {}

    private final Service service;
    private final ServerSettings settings;
    private final RandomGenerator random;
    private final ServerLine line;
    private final ObjLongConsumer<Agreed> next;
    private Greeting greeting;
    private Modes mode = Modes.NONE;
    private State state = new AwaitConnection();

    /**
     * @param random gives challenge, salt and IV: a cryptographically strong one
     * @param next takes over, at a monotonic time
     */
    ServerSetUp(
            Service service,
            ServerSettings settings,
            RandomGenerator random,
            ServerLine line,
            ObjLongConsumer<Agreed> next) {
        this.service = service;
        this.settings = settings;
        this.random = random;
        this.line = line;
        this.next = next;
        this.greeting = new Greeting(SaName.NONE, known(settings.offered()), octets(16), octets(16), settings.count());
    }

    @Override
    public void on(ServerInput input, long nowNanos) {
        switch (new Situation(state, input)) {
            case Situation(AwaitConnection _, Connected _) -> connected(nowNanos);
            case Situation(AwaitSa _, SaPinned(SaName sa)) -> {
                Modes offered = known(sa.isNone() ? settings.withoutSa() : settings.offered());
                greet(new Greeting(sa, offered, greeting.challenge(), greeting.salt(), greeting.count()), nowNanos);
            }
            case Situation(AwaitSecret(SetUp setUp), SecretAnswered(Secret secret)) -> answer(setUp, secret, nowNanos);
            case Situation(AwaitSaKeys(SetUp setUp, Octets serverIv), SaKeysAnswered(SaKeys found)) ->
                enter(setUp, found, serverIv, nowNanos);
            case Situation(AwaitSecret _, SecretWithheld(Accept accept, CloseReason reason)) -> reject(accept, reason);
            case Situation(AwaitSaKeys _, SecretWithheld(Accept accept, CloseReason reason)) -> reject(accept, reason);
            case Situation(AwaitResponse(long deadline), Tick _) -> {
                if (nowNanos - deadline >= 0) close(CloseReason.SET_UP_TIMEOUT);
            }
            case Situation(var _, Tick _) -> {}
            case Situation(var _, SessionExpired _) -> {}
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
    }

    @Override
    public boolean read(long nowNanos) throws MalformedMessage {
        int length = settings.profile().setUpLength();
        if (!(state instanceof AwaitResponse) || line.buffer().size() < length) return false;
        SetUp response = SetUp.read(settings.profile(), line.buffer().take(length));
        setUp(response.withMode(service.read(settings.profile(), response.mode())), nowNanos);
        return true;
    }

    @Override
    public OptionalLong deadline() {
        return state instanceof AwaitResponse(long deadline) ? OptionalLong.of(deadline) : OptionalLong.empty();
    }

    @Override
    public void close(CloseReason reason) {
        line.close(reason);
    }

    private Modes known(Modes modes) {
        return service.known(settings.profile(), modes);
    }

    private void connected(long now) {
        if (settings.profile().namesSaInGreeting() && !settings.offered().isNone()) {
            state = new AwaitSa();
            line.tell(new ServerEffect.PinSa());
        } else {
            greet(greeting, now);
        }
    }

    private void greet(Greeting said, long now) {
        greeting = said;
        line.sendPlain(said.withModes(service.written(said.modes())).write(settings.profile()));
        // RFC 4656 §3.1: Modes zero says that the Server does not wish to communicate.
        if (said.modes().isNone()) {
            boolean lacking = !settings.offered().isNone();
            close(lacking ? CloseReason.NO_SA : CloseReason.FINISHED);
        } else state = new AwaitResponse(now + settings.setUpTimeout().toNanos());
    }

    private void setUp(SetUp setUp, long now) {
        Modes chosen = setUp.mode();
        switch (ModeRules.judge(settings.profile(), chosen, greeting.modes())) {
            case UNWILLING -> close(CloseReason.CLIENT_UNWILLING);
            case NOT_OFFERED -> reject(Accept.NOT_SUPPORTED, CloseReason.MODE_NOT_OFFERED);
            case CLEAR -> {
                line.sendPlain(new ServerStart(Accept.OK, Octets.zeros(16), settings.startTimeNtp()).toByteArray());
                establish(new Agreed(chosen, null, IncomingStream.clear()), now);
            }
            case BOUND -> {
                mode = chosen.without(Modes.IPSEC);
                Octets serverIv = octets(16);
                state = new AwaitSaKeys(setUp, serverIv);
                line.tell(new ServerEffect.FindSaKeys(greeting.salt(), greeting.count(), setUp.clientIv(), serverIv));
            }
            case KEYED -> {
                mode = chosen;
                state = new AwaitSecret(setUp);
                line.tell(new ServerEffect.FindSecret(
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
        ControlKeys keys = proven.get();
        var out = OutgoingStream.keyed(keys, serverIv);
        byte[] start = new ServerStart(Accept.OK, serverIv, settings.startTimeNtp()).toByteArray();
        // RFC 4656 §3.1: encryption starts with the block after the IV, and the next HMAC covers that block.
        byte[] covered = out.cover(Arrays.copyOfRange(start, 32, 48));
        System.arraycopy(covered, 0, start, 32, 16);
        line.sendPlain(start);
        line.sealFor(out);
        establish(new Agreed(mode, keys, IncomingStream.keyed(keys, setUp.clientIv())), now);
    }

    private void establish(Agreed agreed, long now) {
        line.tell(new ServerEffect.Established(agreed.mode()));
        next.accept(agreed, now);
    }

    private void reject(Accept accept, CloseReason reason) {
        line.sendPlain(new ServerStart(accept, Octets.zeros(16), 0).toByteArray());
        close(reason);
    }

    private Octets octets(int length) {
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return Octets.of(drawn);
    }
}
