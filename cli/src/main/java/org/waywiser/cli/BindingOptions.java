package org.waywiser.cli;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.PathFinder;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How keys are bound to an SA; the other end has to be told the same. Add to a command with {@code @Mixin}. */
final class BindingOptions {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "rfc7717",
            converter = Profiles.class,
            description = "How connections are bound to an SA: rfc7717, draft, draft-alt1 or draft-alt2 (of"
                    + " draft-ietf-ippm-ipsec); the same at both ends. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    Profile profile;

    @Option(
            names = "--root",
            paramLabel = "KIND",
            converter = Roots.class,
            description = "What draft and draft-alt1 derive keys from: ike-sa or ipsec-sa. Default: ike-sa.")
    private @Nullable RootKind root;

    @Option(
            names = "--derivation",
            paramLabel = "KIND",
            converter = Derivations.class,
            description = "How test sessions of draft and draft-alt1 get keys: direct, or session-id, each its own."
                    + " Default: direct in draft, session-id in draft-alt1.")
    private @Nullable Derivation derivation;

    @Option(
            names = "--allow-unprotected-alt",
            description =
                    "For laboratories: draft-alt2, and draft-alt1 with --derivation direct, also where no IPsec SA"
                            + " is known to protect the path. Their keys are shared between sessions.")
    private boolean allowUnprotected;

    /**
     * Where keys may be used that sessions share.
     *
     * @param agent to be asked about paths if the kernel does not tell this process
     */
    SharedKeyRule sharedKeys(AgentOptions agent) {
        return new SharedKeyRule(new PathFinder(agent.toAsk()), allowUnprotected);
    }

    /** What a Server tells of them; empty for RFC 7717, which is usual. */
    Optional<String> announcement() throws UserError {
        BindingPlan plan = plan();
        return switch (plan.profile()) {
            case RFC7717 -> Optional.empty();
            case DRAFT, DRAFT_ALT1 ->
                Optional.of("profile %s, root %s, derivation %s: clients need the same"
                        .formatted(plan.profile(), plan.root(), plan.derivation()));
            case DRAFT_ALT2 ->
                Optional.of("profile %s, keys of the ESP SA: clients need the same".formatted(plan.profile()));
        };
    }

    /** An agent gives away derived keys only. */
    void checkForAgent() throws UserError {
        if (profile != Profile.DRAFT_ALT2) return;
        throw new UserError(
                ExitStatus.USAGE,
                "--profile " + profile + " takes the keys of the SA itself, which an agent does not give away: take"
                        + " another profile, or --key-source embedded");
    }

    /** What they say together. */
    BindingPlan plan() throws UserError {
        boolean fixed = profile == Profile.RFC7717 || profile == Profile.DRAFT_ALT2;
        if (fixed && (root != null || derivation != null)) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--root and --derivation are for the profiles draft and draft-alt1, not " + profile);
        }
        return switch (profile) {
            case RFC7717 -> BindingPlan.rfc7717();
            case DRAFT -> plan(Derivation.DIRECT);
            case DRAFT_ALT1 -> plan(Derivation.SESSION_ID);
            case DRAFT_ALT2 -> new BindingPlan(profile, RootKind.IPSEC_SA, Derivation.DIRECT);
        };
    }

    private BindingPlan plan(Derivation usual) {
        return new BindingPlan(profile, root == null ? RootKind.IKE_SA : root, derivation == null ? usual : derivation);
    }

    /** Finds the value that prints so, among few. */
    private static <T> T named(T[] values, String text) {
        return Arrays.stream(values)
                .filter(value -> value.toString().equals(text))
                .findAny()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of " + Arrays.toString(values)));
    }

    static final class Profiles implements ITypeConverter<Profile> {
        @Override
        public Profile convert(String text) {
            return named(Profile.values(), text);
        }
    }

    static final class Roots implements ITypeConverter<RootKind> {
        @Override
        public RootKind convert(String text) {
            return named(RootKind.values(), text);
        }
    }

    static final class Derivations implements ITypeConverter<Derivation> {
        @Override
        public Derivation convert(String text) {
            return named(Derivation.values(), text);
        }
    }
}
