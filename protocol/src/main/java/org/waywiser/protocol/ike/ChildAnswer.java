package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.TrafficSelectors;

/** A child SA as its responder, in IKE_AUTH and in CREATE_CHILD_SA. RFC 7296 §1.2, §1.3.1, §2.9. */
final class ChildAnswer {
    private ChildAnswer() {}

    /** What a request leads to. */
    sealed interface Outcome {
        /**
         * @param sa SAr2
         * @param selectorPayloads TSi, TSr
         */
        record Agreed(ChildTerms terms, SecurityAssociation sa, List<TrafficSelectors> selectorPayloads)
                implements Outcome {}

        record Refused(Notify answer, String detail) implements Outcome {}
    }

    /**
     * Takes in SAi2, TSi and TSr of a request.
     *
     * @param proposals without groups in IKE_AUTH
     * @param spi the 32 bits that this end will receive by
     * @param keyExchange group of the KE payload, 0 if there is none
     */
    static Outcome process(
            Protected request, ChildProposals proposals, int spi, ChildSelectors selectors, int keyExchange) {
        var selection = request.first(SecurityAssociation.class)
                .flatMap(offered -> proposals.select(offered, spi, keyExchange));
        if (selection.isEmpty()) {
            return new Outcome.Refused(
                    Notify.of(NotifyType.NO_PROPOSAL_CHOSEN), "a child SA with nothing in common with " + proposals);
        }
        var tsi = selectors.narrowedPeer(request.selectors(PayloadType.TSI));
        var tsr = selectors.narrowedLocal(request.selectors(PayloadType.TSR));
        if (tsi.isEmpty() || tsr.isEmpty()) {
            return new Outcome.Refused(
                    Notify.of(NotifyType.TS_UNACCEPTABLE),
                    "a child SA without UDP port 9 of both hosts in its traffic selectors");
        }
        var agreed = selection.get();
        return new Outcome.Agreed(
                new ChildTerms(false, agreed.suite(), agreed.peerSpi(), spi, tsi.get(), tsr.get()),
                agreed.answer(),
                List.of(
                        new TrafficSelectors(PayloadType.TSI, List.of(tsi.get())),
                        new TrafficSelectors(PayloadType.TSR, List.of(tsr.get()))));
    }
}
