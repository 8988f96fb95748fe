package org.waywiser.security.ike;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.waywiser.wire.ike.Proposal;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformAttribute;
import org.waywiser.wire.ike.TransformType;

/** Spells any SA payload, ours or a peer's, as strongSwan does; what has no name here goes by its number. RFC 7296 §3.3. */
public final class ProposalText {
    private ProposalText() {}

    /** Proposals separated by commas, those of AH and ESP behind the protocol's name and a colon. */
    public static String of(SecurityAssociation sa) {
        return sa.proposals().stream().map(ProposalText::of).collect(Collectors.joining(","));
    }

    private static String of(Proposal proposal) {
        String words = of(proposal.transforms());
        return proposal.protocol().equals(ProtocolId.IKE) ? words : proposal.protocol() + ":" + words;
    }

    /** What was chosen, such as {@code aes256-sha256-x25519}. */
    public static String of(List<Transform> transforms) {
        return transforms.stream().map(ProposalText::word).collect(Collectors.joining("-"));
    }

    private static String word(Transform transform) {
        return name(transform).orElseGet(() -> transform.type() + " " + transform.id() + keyLength(transform));
    }

    private static Optional<String> name(Transform transform) {
        return switch (transform.type().number()) {
            case 1 -> name(transform, Encryption.values(), Encryption::transform, Encryption::keyword);
            case 2 -> name(transform, Prf.values(), Prf::transform, Prf::keyword);
            case 3 ->
                transform.equals(Transform.of(TransformType.INTEG, 0))
                        ? Optional.of("noauth")
                        : name(transform, Integrity.values(), Integrity::transform, Integrity::keyword);
            case 4 ->
                transform.equals(Transform.of(TransformType.DH, 0))
                        ? Optional.of("modpnone")
                        : name(transform, DhGroup.values(), DhGroup::transform, DhGroup::keyword);
            case 5 -> name(transform, SequenceNumbers.values(), SequenceNumbers::transform, SequenceNumbers::keyword);
            default -> Optional.empty();
        };
    }

    private static <E> Optional<String> name(
            Transform transform, E[] values, Function<E, Transform> form, Function<E, String> keyword) {
        return Arrays.stream(values)
                .filter(value -> form.apply(value).equals(transform))
                .map(keyword)
                .findFirst();
    }

    private static String keyLength(Transform transform) {
        List<TransformAttribute> lengths = transform.attributes().stream()
                .filter(a ->
                        a.type() == TransformAttribute.KEY_LENGTH && a.value().length() == 2)
                .toList();
        if (lengths.isEmpty()) return "";
        var value = lengths.getFirst().value();
        return " with " + (value.at(0) << 8 | value.at(1)) + " bits";
    }
}
