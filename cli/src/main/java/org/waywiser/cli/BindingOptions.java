package org.waywiser.cli;

import java.util.Arrays;
import java.util.Optional;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.PathFinder;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How keys are bound to an SA; the other end has to be told the same. */
final class BindingOptions extends Options {
    final Option<Profile> profile = option(new Profiles(), "--profile")
            .label("NAME")
            .otherwise("rfc7717")
            .help("How connections are bound to an SA: rfc7717, draft, draft-alt1 or draft-alt2 (of"
                    + " draft-ietf-ippm-ipsec); the same at both ends. Default: ${DEFAULT-VALUE}.");

    private final Option<RootKind> root = option(new Roots(), "--root")
            .label("KIND")
            .help("What draft and draft-alt1 derive keys from: ike-sa or ipsec-sa. Default: ike-sa.");

    private final Option<Derivation> derivation = option(new Derivations(), "--derivation")
            .label("KIND")
            .help("How test sessions of draft and draft-alt1 get keys: direct, or session-id, each its own."
                    + " Default: direct in draft, session-id in draft-alt1.");

    private final Flag allowUnprotected = flag("--allow-unprotected-alt")
            .help("For laboratories: draft-alt2, and draft-alt1 with --derivation direct, also where no IPsec SA"
                    + " is known to protect the path. Their keys are shared between sessions.");

    /**
     * Where keys may be used that sessions share.
     *
     * @param agent to be asked about paths if the kernel does not tell this process
     */
    SharedKeyRule sharedKeys(AgentOptions agent) {
        return new SharedKeyRule(new PathFinder(agent.toAsk()), allowUnprotected.given());
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
        if (profile.get() != Profile.DRAFT_ALT2) return;
        throw new UserError(
                ExitStatus.USAGE,
                "--profile " + profile.get()
                        + " takes the keys of the SA itself, which an agent does not give away: take"
                        + " another profile, or --key-source embedded");
    }

    /** What they say together. */
    BindingPlan plan() throws UserError {
        boolean fixed = profile.get() == Profile.RFC7717 || profile.get() == Profile.DRAFT_ALT2;
        if (fixed && (root.given() || derivation.given())) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--root and --derivation are for the profiles draft and draft-alt1, not " + profile.get());
        }
        return switch (profile.get()) {
            case RFC7717 -> BindingPlan.rfc7717();
            case DRAFT -> plan(Derivation.DIRECT);
            case DRAFT_ALT1 -> plan(Derivation.SESSION_ID);
            case DRAFT_ALT2 -> new BindingPlan(profile.get(), RootKind.IPSEC_SA, Derivation.DIRECT);
        };
    }

    private BindingPlan plan(Derivation usual) {
        return new BindingPlan(profile.get(), root.orElse(RootKind.IKE_SA), derivation.orElse(usual));
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
