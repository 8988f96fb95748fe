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
import org.waywiser.wire.ike.SecurityAssociation;

/** IKE_AUTH on either side. RFC 7296 §1.2, §2.15, §2.21.2, RFC 6023 §5, RFC 8784 §3. */
final class IkeAuth {
    private IkeAuth() {}

    /** What the initiator makes of the response. */
    sealed interface Verdict {
        /**
         * The responder is who it claims to be.
         *
         * @param child what came of the child that was wanted, if one was
         */
        record Authentic(Opened opened, Optional<ChildOffer.Outcome> child) implements Verdict {}

        /** The responder has no SA. */
        record Refused(FailureReason reason, String detail) implements Verdict {}

        /**
         * The responder has an SA that has to go.
         *
         * @param tell why
         */
        record NotAuthentic(FailureReason reason, String detail, List<IkePayload> tell) implements Verdict {}
    }

    /** What the responder makes of the request. */
    sealed interface Answer {
        List<IkePayload> payloads();

        /**
         * The initiator is who it claims to be.
         *
         * @param child agreed on, if there is one
         */
        record Authentic(List<IkePayload> payloads, Opened opened, Optional<ChildTerms> child) implements Answer {}

        /** The SA does not come about. */
        record Refused(List<IkePayload> payloads, FailureReason reason, String detail) implements Answer {}
    }

    /**
     * An IKE SA that both ends have authenticated.
     *
     * @param sa with its final keys
     * @param initialContact whether the peer says that it knows of no other with the same ends. RFC 7296 §2.4
     * @param remarks for the log
     */
    record Opened(Negotiated sa, Proven proven, boolean initialContact, List<String> remarks) {}

    /** Who the two ends are by this policy, once both have proven it. */
    record Proven(IkePolicy policy, Identification own, VerifiedPeer peer) {
        Ends ends() {
            return new Ends(own, Optional.of(peer.identity()));
        }
    }

    /**
     * The identities of an SA, or of one that is to be.
     *
     * @param peer empty as long as any will do
     */
    record Ends(Identification own, Optional<Identification> peer) {
        boolean maybe(Ends other) {
            return own.equals(other.own) && (peer.isEmpty() || other.peer.isEmpty() || peer.equals(other.peer));
        }
    }

    /** Those that {@link #build} names. */
    static Ends wanted(Negotiated negotiated, IkePolicy policy) {
        return new Ends(own(negotiated, policy).identity(), policy.peerIdentity());
    }

    /**
     * SK {IDi, [CERT+], [N(INITIAL_CONTACT)], [CERTREQ], [IDr], AUTH, [SAi2, TSi, TSr], [N(PPK_IDENTITY), [N(NO_PPK_AUTH)]]}.
     *
     * @param first whether this end knows of no other SA between these ends
     */
    static List<IkePayload> build(Negotiated negotiated, IkePolicy policy, ChildEnd end, boolean first)
            throws AuthenticationFailed {
        var payloads = new ArrayList<IkePayload>();
        var authenticator = own(negotiated, policy);
        var id = IdentificationPayload.of(PayloadType.IDI, authenticator.identity());
        payloads.add(id);
        payloads.addAll(authenticator.certificates());
        if (first && policy.initialContact()) payloads.add(Notify.of(NotifyType.INITIAL_CONTACT));
        payloads.addAll(policy.verifier().certificateRequests());
        policy.peerIdentity().ifPresent(p -> payloads.add(IdentificationPayload.of(PayloadType.IDR, p)));
        var ppk = PpkUse.chosen(negotiated, policy);
        if (ppk.isPresent()) {
            var mixed = negotiated.mixed(ppk.get().key());
            payloads.add(prove(authenticator, mixed, id));
            mixed.keys().wipeRoots();
        } else {
            payloads.add(prove(authenticator, negotiated, id));
        }
        var child = offer(policy, end);
        child.ifPresent(offer -> {
            payloads.add(offer.sa());
            payloads.addAll(offer.selectorPayloads());
        });
        if (ppk.isPresent()) {
            payloads.add(PpkUse.identity(ppk.get()));
            if (!PpkUse.mandatory(policy)) {
                var without = prove(authenticator, negotiated, id).data();
                payloads.add(Notify.of(NotifyType.NO_PPK_AUTH, without));
            }
        }
        return payloads;
    }

    private static Optional<ChildOffer> offer(IkePolicy policy, ChildEnd end) {
        return policy.child().map(child -> ChildOffer.first(child, end.spi(), end.selectors()));
    }

    /** What an initiator shows to a responder that let it know its wishes. */
    private static Authenticator own(Negotiated negotiated, IkePolicy policy) {
        return policy.authenticator().towards(negotiated.wishes());
    }

    /**
     * Takes in the payloads of a response that passed its integrity check.
     *
     * @param end as for {@link #build}
     */
    static Verdict process(Negotiated negotiated, IkePolicy policy, ChildEnd end, Protected response, Instant now) {
        var error = response.error();
        boolean refused =
                error.isPresent() && response.first(Authentication.class).isEmpty();
        var problem = response.problem(refused ? ExchangeRules.IKE_AUTH_REFUSAL : ExchangeRules.IKE_AUTH_RESPONSE);
        if (problem.isPresent()) {
            var p = problem.get();
            return new Verdict.NotAuthentic(p.reason(), p.detail(), List.of(p.answer()));
        }
        if (refused) return refused(error.orElseThrow().notifyType());
        boolean ppkUsed = response.notification(NotifyType.PPK_IDENTITY).isPresent();
        var ppk = PpkUse.chosen(negotiated, policy);
        if (ppk.isPresent() && !ppkUsed && PpkUse.mandatory(policy)) {
            return notAuthentic(FailureReason.PPK_NOT_USED, "the peer answers without PPK_IDENTITY");
        }
        var sa = ppk.filter(_ -> ppkUsed).map(p -> negotiated.mixed(p.key())).orElse(negotiated);
        try {
            var auth = response.first(Authentication.class).orElseThrow();
            var peer = verify(policy, sa, response, PayloadType.IDR, auth, now);
            if (sa.holdsPpk()) negotiated.keys().wipeRoots();
            var proven = new Proven(policy, own(negotiated, policy).identity(), peer);
            // RFC 7296 §2.21.2: errors beside AUTH do not spoil the IKE SA
            var child = offer(policy, end)
                    .map(offer -> error.<ChildOffer.Outcome>map(n -> new ChildOffer.Outcome.Refused(
                                    "the peer answers " + n.notifyType() + " to the child SA"))
                            .orElseGet(() -> offer.process(response)));
            var remarks = new ArrayList<>(audit(sa, policy, peer));
            all(response.sealed(), Notify.class).stream()
                    .map(Notify::notifyType)
                    .filter(type -> !type.equals(NotifyType.PPK_IDENTITY) && !type.equals(NotifyType.INITIAL_CONTACT))
                    .filter(type -> (child.isEmpty() || !type.error()))
                    .forEach(type -> remarks.add("the peer adds " + type));
            return new Verdict.Authentic(new Opened(sa, proven, saysInitialContact(response), remarks), child);
        } catch (AuthenticationFailed e) {
            if (sa.holdsPpk()) sa.keys().wipeRoots();
            return notAuthentic(FailureReason.PEER_NOT_AUTHENTIC, String.valueOf(e.getMessage()));
        }
    }

    private static boolean saysInitialContact(Protected message) {
        return message.notification(NotifyType.INITIAL_CONTACT).isPresent();
    }

    private static Verdict notAuthentic(FailureReason reason, String detail) {
        return new Verdict.NotAuthentic(reason, detail, List.of(Notify.of(NotifyType.AUTHENTICATION_FAILED)));
    }

    /** RFC 8784 §6: a key that is there and not used is worth a line. */
    private static List<String> audit(Negotiated sa, IkePolicy policy, VerifiedPeer peer) {
        return policy.ppk().isPresent() && !sa.holdsPpk()
                ? List.of("no PPK is used with " + Identities.text(peer.identity()))
                : List.of();
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

    /** Takes in the payloads of a request that passed its integrity check: SK {IDr, [CERT+], AUTH, [SAr2, TSi, TSr], [N+]}. */
    static Answer answer(
            Negotiated negotiated, List<IkePolicy> candidates, ChildEnd end, Protected request, Instant now) {
        var problem = request.problem(ExchangeRules.IKE_AUTH_REQUEST);
        if (problem.isPresent()) {
            var p = problem.get();
            return new Answer.Refused(List.of(p.answer()), p.reason(), p.detail());
        }
        if (request.first(Authentication.class).isEmpty()) {
            return failed(FailureReason.PEER_NOT_AUTHENTIC, "the peer wants EAP");
        }
        var claimed = identification(request, PayloadType.IDI).orElseThrow().identification();
        var asked = identification(request, PayloadType.IDR).map(IdentificationPayload::identification);
        PolicyChoice choice;
        try {
            choice = PolicyChoice.of(
                    candidates,
                    negotiated,
                    claimed,
                    asked,
                    policy -> choice(policy, negotiated, claimed, request, now));
        } catch (AuthenticationFailed e) {
            return failed(FailureReason.PEER_NOT_AUTHENTIC, String.valueOf(e.getMessage()));
        }
        var sa = choice.sa();
        try {
            var answer = answer(choice, end, request);
            if (sa.holdsPpk()) negotiated.keys().wipeRoots();
            return answer;
        } catch (AuthenticationFailed e) {
            if (sa.holdsPpk()) sa.keys().wipeRoots();
            return failed(
                    FailureReason.NO_CREDENTIALS,
                    Identities.text(choice.peer().identity()) + " waits in vain: " + e.getMessage());
        }
    }

    private static PolicyChoice choice(
            IkePolicy policy, Negotiated negotiated, Identification claimed, Protected request, Instant now)
            throws AuthenticationFailed {
        var claim = PpkUse.claimed(policy, negotiated, claimed, request);
        try {
            var peer = verify(policy, claim.sa(), request, PayloadType.IDI, claim.auth(), now);
            return new PolicyChoice(policy, peer, claim.sa());
        } catch (AuthenticationFailed e) {
            if (claim.sa().holdsPpk()) claim.sa().keys().wipeRoots();
            throw e;
        }
    }

    private static Answer answer(PolicyChoice choice, ChildEnd end, Protected request) throws AuthenticationFailed {
        var sa = choice.sa();
        var policy = choice.policy();
        var wishes = new PeerWishes(sa.wishes().hashes(), all(request.sealed(), CertificateRequest.class));
        var authenticator = policy.authenticator().forPeer(choice.peer()).towards(wishes);
        var id = IdentificationPayload.of(PayloadType.IDR, authenticator.identity());
        var payloads = new ArrayList<IkePayload>();
        payloads.add(id);
        payloads.addAll(authenticator.certificates());
        payloads.add(prove(authenticator, sa, id));
        var remarks = new ArrayList<>(audit(sa, policy, choice.peer()));
        var child = child(policy, end, request, payloads, remarks);
        if (sa.holdsPpk()) payloads.add(PpkUse.USED);
        var proven = new Proven(policy, authenticator.identity(), choice.peer());
        return new Answer.Authentic(payloads, new Opened(sa, proven, saysInitialContact(request), remarks), child);
    }

    /** The child that a request asks for. RFC 7296 §1.2, RFC 6023 §3: if it is refused, then in words, and the IKE SA stands. */
    private static Optional<ChildTerms> child(
            IkePolicy policy, ChildEnd end, Protected request, List<IkePayload> payloads, List<String> remarks) {
        if (request.first(SecurityAssociation.class).isEmpty()) return Optional.empty();
        if (policy.child().isEmpty()) {
            payloads.add(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));
            return Optional.empty();
        }
        var proposals = policy.child().get().proposals().withoutGroups();
        return switch (ChildAnswer.process(request, proposals, end.spi(), end.selectors(), 0)) {
            case ChildAnswer.Outcome.Agreed(var terms, var sa, var selectors) -> {
                payloads.add(sa);
                payloads.addAll(selectors);
                yield Optional.of(terms);
            }
            case ChildAnswer.Outcome.Refused(var notify, var detail) -> {
                payloads.add(notify);
                remarks.add("the peer wants " + detail);
                yield Optional.empty();
            }
        };
    }

    private static Answer failed(FailureReason reason, String detail) {
        return new Answer.Refused(List.of(Notify.of(NotifyType.AUTHENTICATION_FAILED)), reason, detail);
    }

    private static VerifiedPeer verify(
            IkePolicy policy, Negotiated sa, Protected message, PayloadType idType, Authentication auth, Instant now)
            throws AuthenticationFailed {
        var id = identification(message, idType).orElseThrow();
        return policy.verifier()
                .verify(
                        id.identification(),
                        all(message.sealed(), Certificate.class),
                        auth,
                        sa.peerSignedOctets(id),
                        sa.keys().prf(),
                        now);
    }

    private static Authentication prove(Authenticator authenticator, Negotiated negotiated, IdentificationPayload id)
            throws AuthenticationFailed {
        return authenticator.authenticate(
                negotiated.ownSignedOctets(id),
                negotiated.keys().prf(),
                negotiated.wishes().hashes());
    }

    private static Optional<IdentificationPayload> identification(Protected message, PayloadType type) {
        return message.sealed().stream()
                .filter(p -> p.type().equals(type))
                .map(IdentificationPayload.class::cast)
                .findFirst();
    }

    private static <T extends IkePayload> List<T> all(List<IkePayload> payloads, Class<T> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
