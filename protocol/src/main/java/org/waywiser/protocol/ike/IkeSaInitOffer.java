package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.security.ike.DhKeyPair;
import org.waywiser.security.ike.DhSource;
import org.waywiser.security.ike.IkeKeys;
import org.waywiser.security.ike.IkeSuite;
import org.waywiser.security.ike.InvalidPublicValue;
import org.waywiser.security.ike.ProposalText;
import org.waywiser.security.ike.auth.PeerWishes;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.SecurityAssociation;

/**
 * IKE_SA_INIT as its initiator: one request, to be repeated with a cookie or another group. RFC 7296 §1.2, §2.6, §2.7.
 *
 * @param local where the request is sent from, and {@code peer} where to
 * @param fragmentation whether it is announced. RFC 7383 §2.3
 * @param cookie the one asked for last, sent with every further request. RFC 7296 §2.6.1
 * @param cookies how many were asked for
 * @param groupChanged whether INVALID_KE_PAYLOAD was obeyed already
 */
record IkeSaInitOffer(
        IkePolicy policy,
        InetSocketAddress local,
        InetSocketAddress peer,
        long spiI,
        Octets ni,
        DhKeyPair pair,
        boolean fragmentation,
        Optional<Octets> cookie,
        int cookies,
        boolean groupChanged) {
    private static final int NONCE = 32; // half the key of the longest prf: RFC 7296 §2.10

    /** That are obeyed at once. */
    private static final int MOST_COOKIES = 3;

    /** What a response means. All of it is unauthenticated. */
    sealed interface Outcome {
        /** The request has to be sent again, changed. */
        record Again(IkeSaInitOffer offer) implements Outcome {}

        /** The same, yet no sooner than it would be repeated anyway. */
        record AgainLater(IkeSaInitOffer offer) implements Outcome {}

        record Agreed(Negotiated negotiated) implements Outcome {}

        /** The attempt fails, unless a better response comes soon: this one may be forged. RFC 7296 §2.21.1. */
        record Refused(FailureReason reason, String detail) implements Outcome {}

        record Ignored(IkeDropReason reason, String detail) implements Outcome {}
    }

    static IkeSaInitOffer first(
            IkePolicy policy,
            IkeSettings.Network network,
            InetSocketAddress local,
            InetSocketAddress peer,
            long spiI,
            RandomGenerator random,
            DhSource dh) {
        var group = policy.proposals().groups().getFirst();
        return new IkeSaInitOffer(
                policy,
                local,
                peer,
                spiI,
                newNonce(random),
                dh.generate(group),
                network.fragmentation(),
                Optional.empty(),
                0,
                false);
    }

    /** As either end sends it. */
    static Octets newNonce(RandomGenerator random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return Octets.of(nonce);
    }

    /** HDR, [N(COOKIE)], SAi1, KEi, Ni, N+. */
    Octets build() {
        var payloads = new ArrayList<IkePayload>();
        cookie.ifPresent(c -> payloads.add(Notify.of(NotifyType.COOKIE, c)));
        payloads.add(policy.proposals().offer());
        payloads.add(new KeyExchange(pair.group().number(), pair.publicValue()));
        payloads.add(new Nonce(ni));
        payloads.addAll(NatDetection.notifies(spiI, 0, local, peer));
        payloads.add(signatureHashes(List.of(policy)));
        if (fragmentation) payloads.add(Fragments.SUPPORTED);
        if (policy.ppk().isPresent()) payloads.add(Notify.of(NotifyType.USE_PPK));
        return Octets.of(new IkeMessage(spiI, 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads).toByteArray());
    }

    /**
     * Takes in a response with the right SPI and Message ID.
     *
     * @param request as sent last
     */
    Outcome process(Arrival arrival, Octets request, DhSource dh) {
        var response = arrival.message();
        var error = response.all(Notify.class).stream()
                .filter(n -> n.notifyType().error())
                .findFirst();
        var challenge = response.notification(NotifyType.COOKIE);
        var rules = error.isPresent() || challenge.isPresent()
                ? ExchangeRules.IKE_SA_INIT_REFUSAL
                : ExchangeRules.IKE_SA_INIT_RESPONSE;
        var problem = Problem.of(rules, response.payloads(), List.of());
        if (problem.isPresent()) {
            return new Outcome.Ignored(problem.get().drop(), problem.get().detail());
        }
        if (challenge.isPresent()) return challenged(challenge.get().data());
        if (error.isPresent()) return refused(error.get(), dh);
        return agreed(response, arrival.octets(), request, NatDetection.of(response, arrival.from(), arrival.to()));
    }

    private Outcome challenged(Octets challenge) {
        if (cookie.isPresent() && cookie.get().equals(challenge)) {
            return new Outcome.Ignored(IkeDropReason.UNEXPECTED_RESPONSE, "the cookie that was sent already");
        }
        var offer = new IkeSaInitOffer(
                policy, local, peer, spiI, ni, pair, fragmentation, Optional.of(challenge), cookies + 1, groupChanged);
        // RFC 7296 §2.6 wants a limit, yet the genuine cookie may come after many forged ones
        return cookies < MOST_COOKIES ? new Outcome.Again(offer) : new Outcome.AgainLater(offer);
    }

    private Outcome refused(Notify error, DhSource dh) {
        var type = error.notifyType();
        if (!type.equals(NotifyType.INVALID_KE_PAYLOAD)) {
            var reason = switch (type.number()) {
                case 1 -> FailureReason.UNSUPPORTED_CRITICAL_PAYLOAD;
                case 7 -> FailureReason.INVALID_SYNTAX;
                case 14 -> FailureReason.NO_PROPOSAL_CHOSEN;
                default -> FailureReason.PEER_ERROR;
            };
            return new Outcome.Refused(reason, "the peer answers " + type + " to our " + policy.proposals());
        }
        int wanted = WantedGroup.number(error);
        if (wanted == pair.group().number()) {
            return new Outcome.Ignored(IkeDropReason.UNEXPECTED_RESPONSE, "the group that was sent already");
        }
        // RFC 7296 §1.2: the group asked for, with all proposals again; §2.7: only one that was proposed
        Optional<DhGroup> group =
                DhGroup.of(wanted).filter(g -> policy.proposals().groups().contains(g));
        if (group.isEmpty() || groupChanged) {
            return new Outcome.Refused(
                    FailureReason.INVALID_KE_PAYLOAD,
                    "the peer wants Diffie-Hellman group "
                            + DhGroup.of(wanted).map(DhGroup::keyword).orElse(String.valueOf(wanted))
                            + ", ours are " + policy.proposals());
        }
        return new Outcome.Again(new IkeSaInitOffer(
                policy, local, peer, spiI, ni, dh.generate(group.get()), fragmentation, cookie, cookies, true));
    }

    private Outcome agreed(IkeMessage response, Octets octets, Octets request, NatDetection nat) {
        var answer = response.first(SecurityAssociation.class).orElseThrow();
        var ke = response.first(KeyExchange.class).orElseThrow();
        var nr = response.first(Nonce.class).orElseThrow().data();
        if (response.spiR() == 0) return new Outcome.Ignored(IkeDropReason.INVALID_VALUE, "no SPI of the responder");
        Optional<IkeSuite> suite = policy.proposals().accepted(answer);
        if (suite.isEmpty()) {
            return new Outcome.Refused(
                    FailureReason.NO_PROPOSAL_CHOSEN,
                    "the peer chose " + ProposalText.of(answer) + " out of our " + policy.proposals());
        }
        if (suite.get().group() != pair.group() || ke.group() != pair.group().number()) {
            return new Outcome.Ignored(IkeDropReason.INVALID_VALUE, "another Diffie-Hellman group than that of KEi");
        }
        boolean ppk = policy.ppk().isPresent()
                && response.notification(NotifyType.USE_PPK).isPresent();
        if (!ppk && PpkUse.mandatory(policy)) {
            return new Outcome.Refused(FailureReason.PPK_NOT_USED, "no USE_PPK in the peer's response");
        }
        // RFC 6023 §3: without the notify, an IKE_AUTH request without child must not be sent
        boolean childless =
                response.notification(NotifyType.CHILDLESS_IKEV2_SUPPORTED).isPresent();
        if (!childless && policy.child().isEmpty()) {
            return new Outcome.Refused(
                    FailureReason.CHILDLESS_NOT_SUPPORTED, "no CHILDLESS_IKEV2_SUPPORTED in the peer's response");
        }
        try {
            var shared = pair.agree(ke.data());
            var keys = IkeKeys.derive(suite.get(), ni, nr, spiI, response.spiR(), shared);
            return new Outcome.Agreed(new Negotiated(
                    true,
                    spiI,
                    response.spiR(),
                    suite.get(),
                    keys,
                    ni,
                    nr,
                    request,
                    octets,
                    new PeerWishes(signatureHashes(response), response.all(CertificateRequest.class)),
                    nat,
                    fragmentation && Fragments.supportedBy(response),
                    ppk ? PpkUse.State.OFFERED : PpkUse.State.ABSENT));
        } catch (InvalidPublicValue e) {
            return new Outcome.Ignored(IkeDropReason.INVALID_PUBLIC_VALUE, String.valueOf(e.getMessage()));
        }
    }

    /** What this end accepts in digital signatures. RFC 7427 §4. */
    static Notify signatureHashes(List<IkePolicy> policies) {
        var data = new WireWriter();
        policies.stream()
                .flatMap(policy -> policy.verifier().signatureHashes().stream())
                .distinct()
                .forEach(data::u16);
        return Notify.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, data.toOctets());
    }

    /** What the peer accepts in digital signatures. RFC 7427 §4. */
    static Set<Integer> signatureHashes(IkeMessage message) {
        var numbers = new TreeSet<Integer>();
        message.notification(NotifyType.SIGNATURE_HASH_ALGORITHMS).ifPresent(n -> {
            for (int i = 0; i + 1 < n.data().length(); i += 2) {
                numbers.add(n.data().at(i) << 8 | n.data().at(i + 1));
            }
        });
        return Set.copyOf(numbers);
    }
}
