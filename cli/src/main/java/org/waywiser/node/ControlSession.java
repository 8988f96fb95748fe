package org.waywiser.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding.Claim;
import org.waywiser.keys.SaBinding.Direction;
import org.waywiser.keys.SaBinding.Use;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.control.ModeChoice;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.Secret;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/** A control connection whose set-up is complete, and what protects it. */
final class ControlSession implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.client");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The Server answered Accept 6. RFC 7717 §5.3. */
    private static final class SaNotKnown extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final ClientConnection connection;
    private final Modes mode;
    private final @Nullable BoundSa sa;
    private final SessionKeys keys;
    private final List<String> warnings;
    private final List<Claim> turns = new ArrayList<>();

    /**
     * @param sa by which the connection is keyed, null for none
     * @param warnings what is to be said against its keys
     */
    ControlSession(
            ClientConnection connection, Modes mode, @Nullable BoundSa sa, SessionKeys keys, List<String> warnings) {
        this.connection = connection;
        this.mode = mode;
        this.sa = sa;
        this.keys = keys;
        this.warnings = List.copyOf(warnings);
    }

    ClientConnection connection() {
        return connection;
    }

    Modes mode() {
        return mode;
    }

    @Nullable
    BoundSa sa() {
        return sa;
    }

    SessionKeys keys() {
        return keys;
    }

    List<String> warnings() {
        return warnings;
    }

    /**
     * Where sessions share keys there is one at a time, until this is closed.
     *
     * @param direction of the packets that are measured
     */
    void takeTurn(Direction direction) throws MeasurementFailure, KeysUnavailable {
        turns.add(keys.claim(direction)
                .orElseThrow(() -> new MeasurementFailure(
                        Kind.KEYS,
                        keys.plan().profile() + " with shared keys has one test session at a time: ask for one, and"
                                + " let others with this SA end")));
    }

    /** RFC 4656 §3.5 has the receiver make it; with keys that depend on nothing else it has to be new. */
    void checkUse(Sid sid) throws MeasurementFailure, KeysUnavailable {
        if (keys.use(sid) == Use.FIRST) return;
        throw new MeasurementFailure(
                Kind.KEYS, "the SID " + sid + " was used before, so packets of that session would fit");
    }

    @Override
    public void close() {
        turns.forEach(Claim::close);
        connection.close();
        if (keys.binding() != null) keys.binding().close();
    }

    /** Connects and sets up in the first mode that will do, following the policy when the Server does not know the SA. */
    static ControlSession open(ControlPlan plan, Credentials credentials, RandomGenerator random)
            throws MeasurementFailure, InterruptedException {
        SaBinder binder = credentials.binder();
        if (binder != null) return BoundSetUp.open(plan, credentials, binder, random);
        InetAddress server = plan.server().getAddress();
        boolean ike = credentials.policy() != SecurityPolicy.OFF && credentials.ike() != null;
        IkeSecret sa = ike ? find(credentials, server) : null;
        try {
            return setUp(plan, credentials, random, sa);
        } catch (SaNotKnown e) {
            // RFC 7717 §5.3 leaves open what now: another SA is worth another try, the same one is not.
            IkeSecret newer = find(credentials, server);
            return newer == null || sameSa(newer, sa)
                    ? withoutSa(plan, credentials, random, sa)
                    : again(plan, credentials, random, newer);
        }
    }

    private static ControlSession again(ControlPlan plan, Credentials credentials, RandomGenerator random, IkeSecret sa)
            throws MeasurementFailure, InterruptedException {
        try {
            return setUp(plan, credentials, random, sa);
        } catch (SaNotKnown e) {
            return withoutSa(plan, credentials, random, sa);
        }
    }

    private static ControlSession withoutSa(
            ControlPlan plan, Credentials credentials, RandomGenerator random, @Nullable IkeSecret sa)
            throws MeasurementFailure, InterruptedException {
        if (credentials.policy() == SecurityPolicy.REQUIRE) throw saUnknown(plan, sa);
        LOG.log(Level.ERROR, "{0} does not know the IKE SA; going on without it", AddressText.of(plan.server()));
        try {
            return setUp(plan, credentials, random, null);
        } catch (SaNotKnown e) {
            throw saUnknown(plan, null);
        }
    }

    private static boolean sameSa(IkeSecret a, @Nullable IkeSecret b) {
        return b != null && a.spiI() == b.spiI() && a.spiR() == b.spiR();
    }

    private static @Nullable IkeSecret find(Credentials credentials, InetAddress server)
            throws MeasurementFailure, InterruptedException {
        SaFinder finder = credentials.ike();
        if (finder == null) return null;
        try {
            return finder.find(server);
        } catch (MeasurementFailure e) {
            if (credentials.policy() == SecurityPolicy.REQUIRE) throw e;
            LOG.log(Level.ERROR, "no IKE SA with {0}: {1}", server.getHostAddress(), e.getMessage());
            return null;
        }
    }

    private static ControlSession setUp(
            ControlPlan plan, Credentials credentials, RandomGenerator random, @Nullable IkeSecret sa)
            throws MeasurementFailure, InterruptedException, SaNotKnown {
        var connection =
                new ClientConnection(connect(plan), plan.machine(Profile.RFC7717, credentials.maxCount(), random));
        try {
            Modes chosen = Modes.NONE;
            while (true) {
                switch (connection.next()) {
                    case ClientEffect.Greeted(Modes offered, var _) ->
                        chosen = choose(connection, plan, credentials, offered, sa);
                    case ClientEffect.Established(Modes mode, var _, var _) -> {
                        BoundSa by = derived(mode) && sa != null ? sa.sa() : null;
                        return new ControlSession(connection, mode, by, SessionKeys.CLASSIC, List.of());
                    }
                    case ClientEffect.Close(CloseReason reason, Accept accept) -> {
                        if (derived(chosen) && Accept.IKEV2_SA_NOT_FOUND.equals(accept)) throw new SaNotKnown();
                        throw failure(
                                plan,
                                reason,
                                accept,
                                !chosen.security()
                                        .without(Modes.UNAUTHENTICATED)
                                        .isNone());
                    }
                    case ClientEffect other -> throw new IllegalStateException("in the set-up: " + other);
                }
            }
        } catch (MeasurementFailure | SaNotKnown | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean derived(Modes mode) {
        return mode.contains(Modes.IKEV2_DERIVED);
    }

    private static Modes choose(
            ClientConnection connection,
            ControlPlan plan,
            Credentials credentials,
            Modes offered,
            @Nullable IkeSecret sa)
            throws MeasurementFailure {
        if (credentials.policy() == SecurityPolicy.REQUIRE && !derived(offered)) {
            connection.tell(new ClientInput.Decline(CloseReason.NO_MODE));
            throw new MeasurementFailure(
                    Kind.REFUSED,
                    AddressText.of(plan.server()) + " offers no IKEv2-derived mode, only "
                            + offered.without(offered.features())
                            + "; configure IKE there with the same --profile, or use another --security");
        }
        if (sa != null && !derived(offered)) {
            // Modes is not authenticated: the bit may have been taken away on the wire. RFC 7717 §5.1.
            LOG.log(
                    Level.ERROR,
                    "{0} offers no IKEv2-derived mode; going on without the IKE SA",
                    AddressText.of(plan.server()));
        }
        Secret passphrase = credentials.passphrase();
        return switch (ModeChoice.choose(
                offered, credentials.modes(), plan.features(), sa != null, passphrase != null)) {
            case ModeChoice.Open(Modes features) -> {
                connection.tell(new ClientInput.ChooseOpen(features));
                yield Modes.UNAUTHENTICATED;
            }
            case ModeChoice.Derived(Modes mode)
            when sa != null -> {
                connection.tell(new ClientInput.ChooseKeyed(mode, KeyId.ofSpis(sa.spiI(), sa.spiR()), sa.secret()));
                yield mode;
            }
            case ModeChoice.Keyed(Modes mode)
            when passphrase != null -> {
                connection.tell(new ClientInput.ChooseKeyed(mode, KeyId.ofText(credentials.user()), passphrase.copy()));
                yield mode;
            }
            case ModeChoice _ -> {
                connection.tell(new ClientInput.Decline(CloseReason.NO_MODE));
                throw new MeasurementFailure(
                        Kind.REFUSED,
                        AddressText.of(plan.server()) + " offers " + offered.without(offered.features())
                                + ", of which none is wanted or has a key; see --mode, --pfs, --security");
            }
        };
    }

    static ControlConnection connect(ControlPlan plan) throws MeasurementFailure {
        try {
            return ControlConnection.connect(plan.server(), plan.source(), plan.dscp(), CONNECT_TIMEOUT);
        } catch (SocketTimeoutException e) {
            throw new MeasurementFailure(
                    Kind.NO_CONNECTION,
                    AddressText.of(plan.server()) + " does not answer within " + CONNECT_TIMEOUT.toSeconds()
                            + " s; is TCP let through?");
        } catch (ConnectException e) {
            throw new MeasurementFailure(
                    Kind.NO_CONNECTION,
                    AddressText.of(plan.server()) + ": " + e.getMessage()
                            + "; is a TWAMP server running on this port?");
        } catch (IOException e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, AddressText.of(plan.server()) + ": " + e.getMessage());
        }
    }

    private static MeasurementFailure saUnknown(ControlPlan plan, @Nullable IkeSecret sa) {
        String spis =
                sa == null ? "" : " (SPIi " + IkeSecret.spi(sa.spiI()) + ", SPIr " + IkeSecret.spi(sa.spiR()) + ")";
        return new MeasurementFailure(
                Kind.KEYS,
                AddressText.of(plan.server()) + " does not know the IKE SA" + spis
                        + " (Accept 6); is its key source the same?");
    }

    /** What it means to a person that the connection ended instead of a session being accepted. */
    MeasurementFailure refused(ControlPlan plan, CloseReason reason, @Nullable Accept accept) {
        if (reason == CloseReason.PEER_CLOSED && keys.plan().profile() == Profile.DRAFT_ALT2) {
            // Its set-up proves nothing, so this is where a difference shows.
            return new MeasurementFailure(
                    Kind.KEYS,
                    AddressText.of(plan.server()) + " closed the connection at the first command: the two ends may hold"
                            + " different keys of " + (sa == null ? "the SA" : sa.name()));
        }
        return failure(plan, reason, accept, false);
    }

    /** What the end of a control connection means to a person. */
    static MeasurementFailure failure(ControlPlan plan, CloseReason reason, @Nullable Accept accept, boolean keyed) {
        String server = AddressText.of(plan.server());
        if (reason == CloseReason.REFUSED && accept != null) {
            if (keyed && accept.meaning().equals(Accept.FAILURE)) {
                return new MeasurementFailure(
                        Kind.KEYS,
                        server + " does not accept the key: wrong secret or identity (" + accept.words() + ")");
            }
            return new MeasurementFailure(Kind.REFUSED, server + " refused: " + accept.words());
        }
        Kind kind = reason.isKeyFailure()
                ? Kind.KEYS
                : reason == CloseReason.PEER_CLOSED || reason == CloseReason.REPLY_TIMEOUT
                        ? Kind.NO_CONNECTION
                        : Kind.REFUSED;
        return new MeasurementFailure(kind, server + ": " + reason.text());
    }
}
