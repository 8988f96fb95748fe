package org.waywiser.protocol.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.waywiser.security.ike.DhSource;
import org.waywiser.security.ike.IkeKeys;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.InvalidPublicValue;
import org.waywiser.security.ike.ProposalText;
import org.waywiser.security.ike.auth.PeerWishes;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.SecurityAssociation;

/** IKE_SA_INIT as its responder. RFC 7296 §1.2, §2.7, RFC 6023 §3. */
final class IkeSaInitAnswer {
    private IkeSaInitAnswer() {}

    /** What a request leads to. */
    sealed interface Outcome {
        record Agreed(Negotiated negotiated) implements Outcome {}

        /**
         * No state is kept.
         *
         * @param response in the clear, with a zero SPI of the responder. RFC 7296 §2.6
         */
        record Refused(Octets response, FailureReason reason, String detail) implements Outcome {}

        record Ignored(IkeDropReason reason, String detail) implements Outcome {}
    }

    /**
     * Takes in a request.
     *
     * @param spiR for the new SA
     */
    static Outcome process(
            IkeMessage request,
            IkeInput.Received datagram,
            Octets octets,
            Candidates candidates,
            IkeSettings.Network network,
            long spiR,
            RandomGenerator random,
            DhSource dh) {
        var problem = Problem.of(ExchangeRules.IKE_SA_INIT_REQUEST, request.payloads(), List.of());
        if (problem.isPresent()) {
            var p = problem.get();
            // RFC 7296 §2.5; but INVALID_SYNTAX is only for encrypted messages, §3.10.1
            return p.reason() == FailureReason.UNSUPPORTED_CRITICAL_PAYLOAD
                    ? refused(request, p.answer(), p.reason(), p.detail())
                    : new Outcome.Ignored(p.drop(), p.detail());
        }
        var offered = request.first(SecurityAssociation.class).orElseThrow();
        var ke = request.first(KeyExchange.class).orElseThrow();
        var common = candidates.select(offered, ke.group());
        if (common.isEmpty()) {
            return refused(
                    request,
                    Notify.of(NotifyType.NO_PROPOSAL_CHOSEN),
                    FailureReason.NO_PROPOSAL_CHOSEN,
                    "the peer offers " + ProposalText.of(offered) + "; accepted is " + accepted(candidates.all()));
        }
        var selection = common.get();
        int group = selection.suite().group().number();
        if (ke.group() != group) {
            return refused(
                    request,
                    WantedGroup.notify(selection.suite().group()),
                    FailureReason.INVALID_KE_PAYLOAD,
                    "the peer's key exchange is of group " + ke.group() + ", asked for " + group);
        }
        return agreed(request, datagram, octets, candidates.all(), network, selection, spiR, random, dh);
    }

    private static Outcome agreed(
            IkeMessage request,
            IkeInput.Received datagram,
            Octets octets,
            List<IkePolicy> candidates,
            IkeSettings.Network network,
            IkeProposals.Selection selection,
            long spiR,
            RandomGenerator random,
            DhSource dh) {
        var suite = selection.suite();
        var ni = request.first(Nonce.class).orElseThrow().data();
        var publicValue = request.first(KeyExchange.class).orElseThrow().data();
        try {
            suite.group().check(publicValue);
            var pair = dh.generate(suite.group());
            var nr = IkeSaInitOffer.newNonce(random);
            var shared = pair.agree(publicValue);
            var keys = IkeKeys.derive(suite, ni, nr, request.spiI(), spiR, shared);
            var payloads = new ArrayList<IkePayload>();
            payloads.add(selection.answer());
            payloads.add(new KeyExchange(suite.group().number(), pair.publicValue()));
            payloads.add(new Nonce(nr));
            payloads.addAll(NatDetection.notifies(request.spiI(), spiR, datagram.to(), datagram.from()));
            payloads.addAll(certificateRequests(candidates));
            payloads.add(Notify.of(NotifyType.CHILDLESS_IKEV2_SUPPORTED));
            payloads.add(IkeSaInitOffer.signatureHashes(candidates));
            boolean fragmentation = network.fragmentation() && Fragments.supportedBy(request);
            if (fragmentation) payloads.add(Fragments.SUPPORTED);
            boolean ppk = request.notification(NotifyType.USE_PPK).isPresent()
                    && candidates.stream().anyMatch(c -> c.ppk().isPresent());
            if (ppk) payloads.add(Notify.of(NotifyType.USE_PPK));
            return new Outcome.Agreed(new Negotiated(
                    false,
                    request.spiI(),
                    spiR,
                    suite,
                    keys,
                    ni,
                    nr,
                    octets,
                    response(request, spiR, payloads),
                    new PeerWishes(IkeSaInitOffer.signatureHashes(request), List.of()),
                    NatDetection.of(request, datagram.from(), datagram.to()),
                    fragmentation,
                    ppk ? PpkUse.State.OFFERED : PpkUse.State.ABSENT));
        } catch (InvalidPublicValue e) {
            // RFC 6989 §2.5: dropped
            return new Outcome.Ignored(IkeDropReason.INVALID_PUBLIC_VALUE, String.valueOf(e.getMessage()));
        }
    }

    /** What all of them would like to see. RFC 7296 §3.7. */
    private static List<CertificateRequest> certificateRequests(List<IkePolicy> candidates) {
        return candidates.stream()
                .flatMap(policy -> policy.verifier().certificateRequests().stream())
                .distinct()
                .toList();
    }

    private static String accepted(List<IkePolicy> candidates) {
        return candidates.stream()
                .map(policy -> policy.proposals().toString())
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static Outcome refused(IkeMessage request, Notify notify, FailureReason reason, String detail) {
        return new Outcome.Refused(response(request, 0, List.of(notify)), reason, detail);
    }

    private static Octets response(IkeMessage request, long spiR, List<? extends IkePayload> payloads) {
        return Octets.of(
                new IkeMessage(request.spiI(), spiR, ExchangeType.IKE_SA_INIT, false, true, 0, List.copyOf(payloads))
                        .toByteArray());
    }
}
