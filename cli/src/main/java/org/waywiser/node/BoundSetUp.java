package org.waywiser.node;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaBinding.Use;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;

/** One attempt to set up a control connection in a profile whose greeting names the SA. draft-ietf-ippm-ipsec-01 §4.2. */
final class BoundSetUp {
    private static final System.Logger LOG = System.getLogger("org.waywiser.client");

    private final ControlPlan plan;
    private final Credentials credentials;
    private final SaBinder binder;
    private final ClientConnection connection;
    private final List<String> warnings = new ArrayList<>();
    private @Nullable SaBinding binding;

    private BoundSetUp(ControlPlan plan, Credentials credentials, SaBinder binder, ClientConnection connection) {
        this.plan = plan;
        this.credentials = credentials;
        this.binder = binder;
        this.connection = connection;
    }

    static ControlSession open(ControlPlan plan, Credentials credentials, SaBinder binder, RandomGenerator random)
            throws MeasurementFailure, InterruptedException {
        binder.prepare(plan.server().getAddress(), credentials.binding());
        var machine = plan.machine(credentials.binding().profile(), credentials.maxCount(), random);
        var connection = new ClientConnection(ControlSession.connect(plan), machine);
        var setUp = new BoundSetUp(plan, credentials, binder, connection);
        try {
            return setUp.run();
        } catch (MeasurementFailure | InterruptedException | RuntimeException e) {
            connection.close();
            if (setUp.binding != null) setUp.binding.close();
            throw e;
        }
    }

    private ControlSession run() throws MeasurementFailure, InterruptedException {
        while (true) {
            switch (connection.next()) {
                case ClientEffect.Greeted(Modes offered, SaName name) -> choose(offered, name);
                case ClientEffect.FindSaKeys(Octets salt, long count, Octets clientIv) -> answer(salt, count, clientIv);
                case ClientEffect.Established(Modes mode, var _, Octets serverIv) -> {
                    SaBinding bound = Objects.requireNonNull(binding);
                    refuseRepeated(bound, serverIv);
                    return new ControlSession(
                            connection, mode, bound.sa(), new SessionKeys(credentials.binding(), bound), warnings);
                }
                case ClientEffect.Close(CloseReason reason, Accept accept) ->
                    throw ControlSession.failure(plan, reason, accept, binding != null);
                case ClientEffect other -> throw new IllegalStateException("in the set-up: " + other);
            }
        }
    }

    private void choose(Modes offered, SaName name) throws MeasurementFailure {
        // Elsewhere its bit is that of mixed mode, and no SA is named.
        if (!offered.contains(Modes.IPSEC) || name.isNone()) {
            throw declined(
                    CloseReason.NO_MODE,
                    "names no SA that it shares with this host; is the profile the same at both ends?");
        }
        InetAddress server = plan.server().getAddress();
        boolean ofRoot =
                (name.protocol() == SaName.IKE) == (credentials.binding().root() == RootKind.IKE_SA);
        Optional<SaBinding> found = ofRoot ? binder.bind(server, credentials.binding(), name) : Optional.empty();
        if (found.isEmpty()) {
            String why = ofRoot
                    ? "no SA of that name is shared with it"
                    : "the root " + credentials.binding().root()
                            + " is not of that kind; is --root the same at both ends?";
            throw declined(CloseReason.OTHER_SA, "names " + name + ": " + why);
        }
        binding = found.get();
        checkPath(server);
        Optional<Modes> mode = credentials.modes().stream()
                .filter(m -> !m.equals(Modes.UNAUTHENTICATED) && offered.contains(m))
                .findFirst();
        if (mode.isEmpty())
            throw declined(CloseReason.NO_MODE, "offers " + offered.without(Modes.IPSEC) + ", of which none is wanted");
        connection.tell(new ClientInput.ChooseBound(mode.get()));
    }

    /** Where sessions share keys, the path has to be one that makes up for it. */
    private void checkPath(InetAddress server) throws MeasurementFailure {
        BindingPlan bound = credentials.binding();
        if (bound.profile() == Profile.DRAFT_ALT2)
            warnings.add("the keys are those of the ESP SA itself, which its traffic has too");
        Optional<String> objection = credentials
                .sharedKeys()
                .objection(bound, connection.connection().local().getAddress(), server);
        if (objection.isEmpty()) return;
        String warning = SharedKeyRule.warning(bound, objection.get());
        if (!credentials.sharedKeys().allowUnprotected()) {
            connection.tell(new ClientInput.Decline(CloseReason.UNPROTECTED));
            throw new MeasurementFailure(Kind.KEYS, warning + "; --allow-unprotected-alt is for laboratories");
        }
        LOG.log(Level.WARNING, warning);
        warnings.add(warning);
    }

    private MeasurementFailure declined(CloseReason reason, String what) {
        connection.tell(new ClientInput.Decline(reason));
        LOG.log(Level.DEBUG, "{0}: {1}", AddressText.of(plan.server()), what);
        return new MeasurementFailure(
                reason == CloseReason.OTHER_SA ? Kind.KEYS : Kind.REFUSED,
                AddressText.of(plan.server()) + " " + what + " (profile "
                        + credentials.binding().profile() + ")");
    }

    private void answer(Octets salt, long count, Octets clientIv) throws MeasurementFailure {
        SaBinding bound = Objects.requireNonNull(binding);
        try {
            refuseRepeated(bound, clientIv);
            connection.tell(new ClientInput.SaKeysAnswered(
                    bound.keys(credentials.binding().profile(), salt, count)));
        } catch (KeysUnavailable e) {
            throw new MeasurementFailure(Kind.KEYS, String.valueOf(e.getMessage()));
        }
    }

    /** Under shared keys one vector must not begin two streams. */
    private void refuseRepeated(SaBinding bound, Octets iv) throws MeasurementFailure {
        if (!credentials.binding().profile().isAlternative()) return;
        try {
            Use use = bound.use(iv);
            if (use == Use.FIRST) return;
            CloseReason reason = use == Use.REPEATED ? CloseReason.REPEATED_IV : CloseReason.SA_USED_UP;
            throw new MeasurementFailure(Kind.KEYS, AddressText.of(plan.server()) + ": " + reason.text());
        } catch (KeysUnavailable e) {
            throw new MeasurementFailure(Kind.KEYS, String.valueOf(e.getMessage()));
        }
    }
}
