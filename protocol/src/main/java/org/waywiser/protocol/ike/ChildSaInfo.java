package org.waywiser.protocol.ike;

import java.util.HexFormat;
import java.util.List;
import org.waywiser.security.ike.ChildSuite;
import org.waywiser.security.ike.Keymat;
import org.waywiser.wire.ike.TrafficSelector;

/**
 * An established child SA, as others may see it; nothing is installed anywhere. Whoever holds it owns the keys and wipes them.
 *
 * @param spiI the 32 bits by which the initiator of the exchange that made the child receives
 * @param spiR the 32 bits by which the responder of that exchange receives
 * @param initiator whether this end initiated that exchange
 * @param initiatorSelectors what it carries at the initiator's end
 * @param responderSelectors what it carries at the responder's end
 * @param keymat of both directions; printed as {@code …}
 */
public record ChildSaInfo(
        int spiI,
        int spiR,
        boolean initiator,
        ChildSuite suite,
        List<TrafficSelector> initiatorSelectors,
        List<TrafficSelector> responderSelectors,
        Keymat keymat) {
    public ChildSaInfo {
        initiatorSelectors = List.copyOf(initiatorSelectors);
        responderSelectors = List.copyOf(responderSelectors);
    }

    /** The SPI that names the child at this end, which receives by it. */
    public int ownSpi() {
        return initiator ? spiI : spiR;
    }

    /** The SPI that names the child at the peer. */
    public int peerSpi() {
        return initiator ? spiR : spiI;
    }

    /** An SPI for the log: eight hex digits. */
    public static String spi(int spi) {
        return HexFormat.of().toHexDigits(spi);
    }

    /** One line for the log: protocol, SPIs and algorithms. */
    @Override
    public String toString() {
        return suite.protocol() + " " + spi(spiI) + " " + spi(spiR) + ", " + suite;
    }

    /** Overwrites the keys. */
    public void wipe() {
        keymat.wipe();
    }
}
