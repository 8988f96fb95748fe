package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.TrafficSelectors;

/**
 * A child SA as its initiator, in IKE_AUTH and in CREATE_CHILD_SA. RFC 7296 §1.2, §1.3.1, §2.9.
 *
 * @param proposals without groups in IKE_AUTH
 * @param spi the 32 bits that this end will receive by
 */
record ChildOffer(ChildProposals proposals, int spi, ChildSelectors selectors) {
    /** What a response means. */
    sealed interface Outcome {
        record Agreed(ChildTerms terms) implements Outcome {}

        /** The responder has no child. */
        record Refused(String detail) implements Outcome {}

        /**
         * The responder has a child that this end does not want.
         *
         * @param tell by which it is deleted. RFC 7296 §1.4.1: under the SPI of this end
         */
        record Unacceptable(String detail, Delete tell) implements Outcome {}
    }

    /** In IKE_AUTH. */
    static ChildOffer first(ChildPolicy policy, int spi, ChildSelectors selectors) {
        return new ChildOffer(policy.proposals().withoutGroups(), spi, selectors);
    }

    /** SAi2. */
    SecurityAssociation sa() {
        return proposals.offer(spi);
    }

    /** TSi, TSr. */
    List<TrafficSelectors> selectorPayloads() {
        return List.of(
                new TrafficSelectors(PayloadType.TSI, List.of(selectors.local())),
                new TrafficSelectors(PayloadType.TSR, List.of(selectors.peer())));
    }

    /** Takes in SAr2, TSi and TSr of a response; its errors are the caller's business. */
    Outcome process(Protected response) {
        var sa = response.first(SecurityAssociation.class);
        if (sa.isEmpty()) return new Outcome.Refused("the peer's response says nothing of a child SA");
        var selection = proposals.accepted(sa.get());
        if (selection.isEmpty()) {
            return unacceptable(sa.get(), "the peer chose algorithms for the child SA that were not offered");
        }
        // no subset of what was offered but all of it
        boolean narrow = response.selectors(PayloadType.TSI).equals(List.of(selectors.local()))
                && response.selectors(PayloadType.TSR).equals(List.of(selectors.peer()));
        if (!narrow) {
            return unacceptable(sa.get(), "the peer widened the traffic selectors of the child SA");
        }
        var agreed = selection.get();
        return new Outcome.Agreed(
                new ChildTerms(true, agreed.suite(), spi, agreed.peerSpi(), selectors.local(), selectors.peer()));
    }

    private Outcome unacceptable(SecurityAssociation chosen, String detail) {
        var protocol = chosen.proposals().getFirst().protocol();
        var own = proposals.offer(spi).proposals().getFirst().spi();
        return new Outcome.Unacceptable(detail, new Delete(protocol, own.length(), List.of(own)));
    }
}
