package org.waywiser.protocol.control;

import java.util.Optional;
import java.util.function.Supplier;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Alt1Keys;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.control.TokenContents;
import org.waywiser.wire.Octets;

/** What an SA gives for the set-up of one connection in a profile of the drafts; whoever takes it wipes it. */
public sealed interface SaKeys {
    /**
     * Profile draft: the key of a Token as of RFC 4656 §3.1.
     *
     * @param secret 16 octets, from the SA's root with salt and count of the greeting
     */
    record TokenKey(Secret secret) implements SaKeys {}

    /** Profile draft-alt1. */
    record Alternative1(Alt1Keys keys) implements SaKeys {}

    /** Profile draft-alt2: the keys of the SA that the responder receives on. */
    record Own(ControlKeys keys) implements SaKeys {}

    /** The control keys, if the Set-Up-Response proves that the client has them; in alternative 2 only its first command will. */
    default Optional<ControlKeys> accept(Octets challenge, Octets token) {
        return switch (this) {
            case TokenKey(Secret secret) -> {
                TokenContents contents = TokenContents.open(token, secret);
                secret.wipe();
                boolean right =
                        Secret.of(contents.challenge().toByteArray()).equals(Secret.of(challenge.toByteArray()));
                yield right ? Optional.of(contents.keys()) : Optional.empty();
            }
            case Alternative1(Alt1Keys keys) -> {
                boolean right = keys.prove(challenge).equals(Secret.of(token.toByteArray()));
                Optional<ControlKeys> control = right ? Optional.of(keys.controlKeys()) : Optional.empty();
                keys.wipe();
                yield control;
            }
            case Own(ControlKeys keys) -> Optional.of(keys);
        };
    }

    /** What the client puts into a Set-Up-Response, and the control keys that follow from it. */
    record Proof(ControlKeys keys, Octets token) {}

    /** @param sessionKeys those of a Token */
    default Proof prove(Octets challenge, Supplier<ControlKeys> sessionKeys) {
        return switch (this) {
            case TokenKey(Secret secret) -> {
                var keys = sessionKeys.get();
                Octets token = new TokenContents(challenge, keys.aes(), keys.hmac()).seal(secret);
                secret.wipe();
                yield new Proof(keys, token);
            }
            case Alternative1(Alt1Keys keys) -> {
                Secret token = keys.prove(challenge);
                var proof = new Proof(keys.controlKeys(), Octets.of(token.toByteArray()));
                keys.wipe();
                yield proof;
            }
            case Own(ControlKeys keys) -> new Proof(keys, Octets.zeros(0));
        };
    }
}
