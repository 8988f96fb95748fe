package org.waywiser.keys.agent;

import java.util.Locale;
import java.util.Optional;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaBinding.Claim;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.Secret;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;
import tools.jackson.databind.node.ObjectNode;

/** Answers to {@link BindingRequest}, for one user: keys that are derived, never what they are derived from. */
final class BindingAnswers {
    private final SaKeeper keeper;
    private final Access.Rights rights;

    BindingAnswers(SaKeeper keeper, Access.Rights rights) {
        this.keeper = keeper;
        this.rights = rights;
    }

    Frame answer(BindingRequest request) throws KeysUnavailable {
        return switch (request) {
            case BindingRequest.Newest newest -> described(found(newest));
            case BindingRequest.Named named -> described(found(named));
            case BindingRequest.Key(var of, Purpose purpose, ObjectNode context) -> {
                try (SaBinding binding = found(of)) {
                    yield new Frame(Frame.object().put("derived", true), key(binding, of.profile(), purpose, context));
                }
            }
            case BindingRequest.Use(var of, Octets number) -> {
                try (SaBinding binding = found(of)) {
                    String use =
                            binding.use(number).name().toLowerCase(Locale.ROOT).replace('_', '-');
                    yield Frame.of(Frame.object().put("use", use));
                }
            }
            case BindingRequest.Claim _ -> throw new IllegalArgumentException("lasts longer than an answer");
        };
    }

    /** Lasts until it is closed; empty while another has it. */
    Optional<Claim> claim(BindingRequest.Claim request) throws KeysUnavailable {
        try (SaBinding binding = found(request.of())) {
            return binding.claim(request.direction());
        }
    }

    private SaBinding found(BindingRequest request) throws KeysUnavailable {
        Optional<SaBinding> bound = switch (request) {
            case BindingRequest.Newest(var peer, Profile profile, var root) ->
                keeper.keys().bind(peer, derivable(profile), root);
            case BindingRequest.Named(var peer, Profile profile, var name) ->
                keeper.keys().bind(peer, derivable(profile), name);
            default -> throw new IllegalArgumentException("names no SA: " + request);
        };
        SaBinding binding = bound.orElseThrow(
                () -> new AgentFailure(AgentError.NOT_FOUND, "no SA that this profile could be bound to"));
        if (rights.include(binding.sa().remoteId())) return binding;
        binding.close();
        throw new AgentFailure(AgentError.NOT_FOUND, "no SA that this profile could be bound to");
    }

    private static Profile derivable(Profile profile) throws AgentFailure {
        if (profile != Profile.DRAFT_ALT2) return profile;
        throw new AgentFailure(
                AgentError.UNSUPPORTED,
                "an agent gives away derived keys only, never those of an SA itself, which " + profile
                        + " has: take another profile, or --key-source embedded");
    }

    private static Frame described(SaBinding binding) {
        try (binding) {
            ObjectNode text = Frame.object();
            text.set("bound", BoundSaText.write(binding.sa()));
            return Frame.of(text);
        }
    }

    private static Secret key(SaBinding binding, Profile profile, Purpose purpose, ObjectNode context)
            throws KeysUnavailable {
        return switch (purpose) {
            case DRAFT -> draft(binding, profile, context);
            case ALT1_ENC, ALT1_AUTH, ALT1_TOKEN -> alt1(binding, profile, purpose);
            case SESSION_ID -> {
                ProbeKeys keys = binding.sessionKeys(profile, new Sid(sixteen(BindingRequest.octets(context, "sid"))));
                Secret both = Secret.joined(keys.aes(), keys.hmac());
                keys.wipe();
                yield both;
            }
            case IPPM, STAMP ->
                throw new AgentFailure(AgentError.UNSUPPORTED, purpose.text() + " is for IKE SAs named by their SPIs");
        };
    }

    private static Secret draft(SaBinding binding, Profile profile, ObjectNode context) throws KeysUnavailable {
        long count = context.path("count").asLong(0);
        // it is the agent that works for it
        if (!PasswordKey.acceptable(count, PasswordKey.HARD_LIMIT)) throw Request.malformed("count is not acceptable");
        Octets salt = sixteen(BindingRequest.octets(context, "salt"));
        if (profile == Profile.DRAFT && binding.keys(profile, salt, count) instanceof SaKeys.TokenKey(Secret key)) {
            return key;
        }
        throw unfit(profile);
    }

    private static Secret alt1(SaBinding binding, Profile profile, Purpose purpose) throws KeysUnavailable {
        if (profile == Profile.DRAFT_ALT1
                && binding.keys(profile, Octets.EMPTY, 0) instanceof SaKeys.Alternative1(var keys)) {
            Secret wanted = switch (purpose) {
                case ALT1_ENC -> keys.enc().copy();
                case ALT1_AUTH -> keys.auth().copy();
                default -> keys.token().copy();
            };
            keys.wipe();
            return wanted;
        }
        throw unfit(profile);
    }

    private static AgentFailure unfit(Profile profile) {
        return Request.malformed("the purpose is not one of " + profile);
    }

    private static Octets sixteen(Octets octets) throws AgentFailure {
        if (octets.length() != 16) throw Request.malformed("salt and sid are 16 octets");
        return octets;
    }
}
