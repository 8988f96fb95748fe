package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.ProtocolId;

/** INFORMATIONAL: liveness, delete, and the refusal that may follow IKE_AUTH. RFC 7296 §1.4, §2.21.2. */
final class Informational {
    private Informational() {}

    /**
     * What a request leads to.
     *
     * @param payloads of the response
     * @param ends why the IKE SA is gone, if it is
     */
    record Answer(List<IkePayload> payloads, Optional<DeletionCause> ends) {}

    /**
     * Takes in a request that passed its integrity check.
     *
     * @param followsAuth whether it is the peer's first request after its IKE_AUTH request
     */
    static Answer answer(Protected request, boolean followsAuth) {
        var problem = request.problem(ExchangeRules.INFORMATIONAL);
        if (problem.isPresent()) return refusal(problem.get());
        // RFC 7296 §1.4.1: the response to a delete of the IKE SA is empty, and its children go with it
        if (request.sealed().stream().anyMatch(Informational::deletesIkeSa)) {
            return new Answer(List.of(), Optional.of(DeletionCause.PEER));
        }
        if (followsAuth && request.sealed().stream().anyMatch(Informational::refuses)) {
            return new Answer(List.of(), Optional.of(DeletionCause.REFUSED_BY_PEER));
        }
        return new Answer(List.of(), Optional.empty());
    }

    /** RFC 7296 §2.21.3: INVALID_SYNTAX ends the SA, an unknown critical payload only the exchange. */
    static Answer refusal(Problem problem) {
        var ends = problem.reason() == FailureReason.INVALID_SYNTAX
                ? Optional.of(DeletionCause.INVALID_SYNTAX)
                : Optional.<DeletionCause>empty();
        return new Answer(List.of(problem.answer()), ends);
    }

    private static boolean deletesIkeSa(IkePayload payload) {
        return payload instanceof Delete delete && delete.protocol().equals(ProtocolId.IKE);
    }

    /** RFC 7296 §2.21.2: the only errors that end an SA without a Delete payload. */
    private static boolean refuses(IkePayload payload) {
        return payload instanceof Notify notify
                && List.of(
                                NotifyType.AUTHENTICATION_FAILED,
                                NotifyType.INVALID_SYNTAX,
                                NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD)
                        .contains(notify.notifyType());
    }
}
