package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.security.ike.ChildSuite;
import org.waywiser.security.ike.Keymat;
import org.waywiser.wire.ike.TrafficSelector;

/**
 * A child SA that both ends agree on and that lacks only its keys.
 *
 * @param initiator whether this end began the exchange
 * @param spiI by which its initiator receives, {@code spiR} its responder
 * @param tsi what it carries at the initiator's end, {@code tsr} at the responder's
 */
record ChildTerms(
        boolean initiator, ChildSuite suite, int spiI, int spiR, TrafficSelector.Range tsi, TrafficSelector.Range tsr) {
    /** @param keymat handed over with the child */
    ChildSaInfo with(Keymat keymat) {
        return new ChildSaInfo(spiI, spiR, initiator, suite, List.of(tsi), List.of(tsr), keymat);
    }
}
