package org.waywiser.protocol.ike;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerWishes;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.IdentificationPayload;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;

/** IKE_AUTH without child on either side. RFC 7296 §1.2, §2.15, §2.21.2, RFC 6023 §5. */
final class IkeAuth {
    private IkeAuth() {}

    /** What the initiator makes of the response. */
    sealed interface Verdict {
        /**
         * The responder is who it claims to be.
         *
         * @param remarks what else the responder has to say
         */
        record Authentic(Proven proven, List<String> remarks) implements Verdict {}

        /** The responder has no SA. */
        record Refused(FailureReason reason, String detail) implements Verdict {}

        /**
         * The responder has an SA that has to go.
         *
         * @param tell why
         */
        record NotAuthentic(FailureReason reason, String detail, List<IkePayload> tell) implements Verdict {}
    }

    /**
     * What the responder makes of the request.
     *
     * @param payloads of the response
     * @param proven who both are, empty if the SA does not come about for {@code reason}
     */
    record Answer(List<IkePayload> payloads, Optional<Proven> proven, FailureReason reason, String detail) {}

    /** Who the two ends are by this policy, once both have proven it. */
    record Proven(IkePolicy policy, Identification own, VerifiedPeer peer) {}

    /** SK {IDi, [CERT+], [CERTREQ], [IDr], AUTH}. */
    static List<IkePayload> build(Negotiated negotiated, IkePolicy policy) throws AuthenticationFailed {
        var payloads = new ArrayList<IkePayload>();
        var authenticator = own(negotiated, policy);
        var id = IdentificationPayload.of(PayloadType.IDI, authenticator.identity());
        payloads.add(id);
        payloads.addAll(authenticator.certificates());
        payloads.addAll(policy.verifier().certificateRequests());
        policy.peerIdentity().ifPresent(p -> payloads.add(IdentificationPayload.of(PayloadType.IDR, p)));
        payloads.add(prove(authenticator, negotiated, id));
        return payloads;
    }

    /** What an initiator shows to a responder that let it know its wishes. */
    private static Authenticator own(Negotiated negotiated, IkePolicy policy) {
        return policy.authenticator().towards(negotiated.wishes());
    }

    /** Takes in the payloads of a response that passed its integrity check. */
    static Verdict process(Negotiated negotiated, IkePolicy policy, Protected response, Instant now) {
        var error = notifies(response.sealed()).stream()
                .filter(n -> n.notifyType().error())
                .findFirst();
        boolean refused = error.isPresent()
                && find(response.sealed(), Authentication.class).isEmpty();
        var problem = response.problem(refused ? ExchangeRules.IKE_AUTH_REFUSAL : ExchangeRules.IKE_AUTH_RESPONSE);
        if (problem.isPresent()) {
            var p = problem.get();
            return new Verdict.NotAuthentic(p.reason(), p.detail(), List.of(p.answer()));
        }
        if (refused) return refused(error.orElseThrow().notifyType());
        try {
            var peer = verify(policy, negotiated, response.sealed(), PayloadType.IDR, now);
            // RFC 7296 §2.21.2: errors beside AUTH do not spoil the IKE SA
            var remarks = notifies(response.sealed()).stream()
                    .map(n -> "the peer adds " + n.notifyType())
                    .toList();
            var own = own(negotiated, policy).identity();
            return new Verdict.Authentic(new Proven(policy, own, peer), remarks);
        } catch (AuthenticationFailed e) {
            return new Verdict.NotAuthentic(
                    FailureReason.PEER_NOT_AUTHENTIC,
                    String.valueOf(e.getMessage()),
                    List.of(Notify.of(NotifyType.AUTHENTICATION_FAILED)));
        }
    }

    private static Verdict refused(NotifyType error) {
        var reason = switch (error.number()) {
            case 1 -> FailureReason.UNSUPPORTED_CRITICAL_PAYLOAD;
            case 7 -> FailureReason.INVALID_SYNTAX;
            case 24 -> FailureReason.REFUSED_BY_PEER;
            default -> FailureReason.PEER_ERROR;
        };
        return new Verdict.Refused(reason, "the peer answers " + error);
    }

    /** Takes in the payloads of a request that passed its integrity check: SK {IDr, [CERT+], AUTH}. */
    static Answer answer(Negotiated negotiated, List<IkePolicy> candidates, Protected request, Instant now) {
        var problem = request.problem(ExchangeRules.IKE_AUTH_REQUEST);
        if (problem.isPresent()) {
            var p = problem.get();
            return new Answer(List.of(p.answer()), Optional.empty(), p.reason(), p.detail());
        }
        if (find(request.sealed(), Authentication.class).isEmpty()) {
            return failed(FailureReason.PEER_NOT_AUTHENTIC, "the peer wants EAP");
        }
        PolicyChoice choice;
        try {
            choice = PolicyChoice.of(
                    candidates,
                    negotiated,
                    identification(request.sealed(), PayloadType.IDI)
                            .orElseThrow()
                            .identification(),
                    identification(request.sealed(), PayloadType.IDR).map(IdentificationPayload::identification),
                    policy -> verify(policy, negotiated, request.sealed(), PayloadType.IDI, now));
        } catch (AuthenticationFailed e) {
            return failed(FailureReason.PEER_NOT_AUTHENTIC, String.valueOf(e.getMessage()));
        }
        try {
            var wishes = new PeerWishes(negotiated.wishes().hashes(), all(request.sealed(), CertificateRequest.class));
            var authenticator =
                    choice.policy().authenticator().forPeer(choice.peer()).towards(wishes);
            var id = IdentificationPayload.of(PayloadType.IDR, authenticator.identity());
            var payloads = new ArrayList<IkePayload>();
            payloads.add(id);
            payloads.addAll(authenticator.certificates());
            payloads.add(prove(authenticator, negotiated, id));
            // RFC 7296 §1.2, RFC 6023 §3: a child asked for is refused in words, the IKE SA stands
            if (request.sealed().stream().anyMatch(p -> p.type().equals(PayloadType.SA))) {
                payloads.add(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));
            }
            return new Answer(
                    payloads,
                    Optional.of(new Proven(choice.policy(), authenticator.identity(), choice.peer())),
                    FailureReason.PEER_NOT_AUTHENTIC,
                    "");
        } catch (AuthenticationFailed e) {
            return failed(
                    FailureReason.NO_CREDENTIALS,
                    Identities.text(choice.peer().identity()) + " waits in vain: " + e.getMessage());
        }
    }

    private static Answer failed(FailureReason reason, String detail) {
        return new Answer(List.of(Notify.of(NotifyType.AUTHENTICATION_FAILED)), Optional.empty(), reason, detail);
    }

    private static VerifiedPeer verify(
            IkePolicy policy, Negotiated negotiated, List<IkePayload> payloads, PayloadType idType, Instant now)
            throws AuthenticationFailed {
        var id = identification(payloads, idType).orElseThrow();
        return policy.verifier()
                .verify(
                        id.identification(),
                        all(payloads, Certificate.class),
                        find(payloads, Authentication.class).orElseThrow(),
                        negotiated.peerSignedOctets(id),
                        negotiated.keys().prf(),
                        now);
    }

    private static Authentication prove(Authenticator authenticator, Negotiated negotiated, IdentificationPayload id)
            throws AuthenticationFailed {
        return authenticator.authenticate(
                negotiated.ownSignedOctets(id),
                negotiated.keys().prf(),
                negotiated.wishes().hashes());
    }

    private static Optional<IdentificationPayload> identification(List<IkePayload> payloads, PayloadType type) {
        return payloads.stream()
                .filter(p -> p.type().equals(type))
                .map(IdentificationPayload.class::cast)
                .findFirst();
    }

    private static List<Notify> notifies(List<IkePayload> payloads) {
        return all(payloads, Notify.class);
    }

    private static <T extends IkePayload> List<T> all(List<IkePayload> payloads, Class<T> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <T extends IkePayload> Optional<T> find(List<IkePayload> payloads, Class<T> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
