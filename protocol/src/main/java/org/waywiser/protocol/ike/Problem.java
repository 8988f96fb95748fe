package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.OpaquePayload;

/**
 * What makes a whole message unacceptable.
 *
 * @param answer what the peer is told, if it may be told
 * @param drop how it counts if the peer may not be told
 */
record Problem(Notify answer, IkeDropReason drop, FailureReason reason, String detail) {
    /** Checks critical payloads first, then which payloads there are, then their values. RFC 7296 §2.21.2. */
    static Optional<Problem> of(ExchangeRules rules, List<IkePayload> clear, List<IkePayload> sealed) {
        return critical(clear)
                .or(() -> critical(sealed))
                .or(() ->
                        rules.violation(clear, sealed).map(detail -> syntax(IkeDropReason.FORBIDDEN_PAYLOADS, detail)))
                .or(() -> PayloadValidity.problem(clear)
                        .or(() -> PayloadValidity.problem(sealed))
                        .map(detail -> syntax(IkeDropReason.INVALID_VALUE, detail)));
    }

    static Problem malformed(String detail) {
        return syntax(IkeDropReason.MALFORMED, detail);
    }

    static Problem unexpected(String detail) {
        return syntax(IkeDropReason.UNEXPECTED_EXCHANGE, detail);
    }

    private static Problem syntax(IkeDropReason drop, String detail) {
        return new Problem(Notify.of(NotifyType.INVALID_SYNTAX), drop, FailureReason.INVALID_SYNTAX, detail);
    }

    private static Optional<Problem> critical(List<IkePayload> payloads) {
        return payloads.stream()
                .filter(p -> p instanceof OpaquePayload opaque && opaque.unsupported())
                .findFirst()
                .map(p -> new Problem(
                        Notify.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Octets.of((byte)
                                p.type().number())),
                        IkeDropReason.FORBIDDEN_PAYLOADS,
                        FailureReason.UNSUPPORTED_CRITICAL_PAYLOAD,
                        "critical payload of type " + p.type().number()));
    }
}
