package org.waywiser.protocol.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.DhKeyPair;
import org.waywiser.security.ike.InvalidPublicValue;
import org.waywiser.security.ike.Keymat;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;

/** A child SA that the peer asks for outside IKE_AUTH. RFC 7296 §1.3.1, §1.3.3. */
final class CreateChildAnswer {
    private CreateChildAnswer() {}

    /** What a request of the peer leads to. */
    sealed interface Outcome {
        record Agreed(List<IkePayload> payloads, Child child) implements Outcome {}

        record Refused(Informational.Answer answer, String detail) implements Outcome {}
    }

    /**
     * Takes in a request: HDR, SK {SA, Nr, [KEr], TSi, TSr}.
     *
     * @param old the child to be replaced, if one is
     */
    static Outcome process(OpenSa sa, ChildPolicy policy, Optional<Child> old, Protected request) {
        var problem = request.problem(ExchangeRules.CREATE_CHILD_REQUEST);
        if (problem.isPresent()) {
            return new Outcome.Refused(
                    Informational.refusal(problem.get()), problem.get().detail());
        }
        var context = sa.context();
        var ke = request.first(KeyExchange.class);
        var selectors = old.map(c -> ChildSelectors.of(c.info()))
                .orElseGet(() ->
                        ChildSelectors.between(sa.exchanges(), sa.negotiated().nat()));
        int keGroup = ke.map(KeyExchange::group).orElse(0);
        return switch (ChildAnswer.process(request, policy.proposals(), context.newChildSpi(), selectors, keGroup)) {
            case ChildAnswer.Outcome.Refused(var notify, var detail) -> refused(notify, detail);
            case ChildAnswer.Outcome.Agreed agreed -> {
                var group = agreed.terms().suite().group();
                if (group.isPresent() && group.get().number() != keGroup) {
                    yield refused(WantedGroup.notify(group.get()), "KE of group " + keGroup);
                }
                yield agreed(sa, agreed, request, ke);
            }
        };
    }

    private static Outcome agreed(
            OpenSa sa, ChildAnswer.Outcome.Agreed agreed, Protected request, Optional<KeyExchange> ke) {
        var terms = agreed.terms();
        var ni = request.first(Nonce.class).orElseThrow().data();
        var nr = sa.context().newNonce();
        Optional<DhKeyPair> pair = Optional.empty();
        Optional<Secret> shared = Optional.empty();
        if (terms.suite().group().isPresent()) {
            var group = terms.suite().group().get();
            var publicValue = ke.orElseThrow().data();
            try {
                group.check(publicValue);
                pair = Optional.of(sa.context().dh().generate(group));
                shared = Optional.of(pair.get().agree(publicValue));
            } catch (InvalidPublicValue e) {
                // RFC 6989 §2.5: INVALID_SYNTAX, and the IKE SA is dropped
                var detail = String.valueOf(e.getMessage());
                return new Outcome.Refused(Informational.refusal(Problem.malformed(detail)), detail);
            }
        }
        var keymat = Keymat.derive(sa.negotiated().keys(), terms.suite(), shared, ni, nr);
        var payloads = new ArrayList<IkePayload>();
        payloads.add(agreed.sa());
        payloads.add(new Nonce(nr));
        pair.ifPresent(p -> payloads.add(new KeyExchange(p.group().number(), p.publicValue())));
        payloads.addAll(agreed.selectorPayloads());
        return new Outcome.Agreed(payloads, new Child(terms.with(keymat), ni, nr));
    }

    private static Outcome refused(Notify notify, String detail) {
        return new Outcome.Refused(new Informational.Answer(List.of(notify), Optional.empty()), detail);
    }
}
