package org.waywiser.keys;

import java.net.InetAddress;
import org.waywiser.wire.control.SaName;

/**
 * An SA has a successor with new keys. RFC 7296 §2.8.
 *
 * @param protocol {@link SaName#IKE}, {@link SaName#AH} or {@link SaName#ESP}
 * @param oldSpiI SPIs of the one that is replaced: 64 bits of an IKE SA, 32 of an AH or ESP SA
 * @param spiI SPIs of the successor
 * @param peer the peer's address
 * @param remoteId the peer's proven identity in one line, empty where it is not known
 */
public record Rekeying(
        int protocol, long oldSpiI, long oldSpiR, long spiI, long spiR, InetAddress peer, String remoteId) {
    public String protocolName() {
        return Spoken.protocol(protocol);
    }

    /** An SPI as reports show it: 16 lower-case hex digits of an IKE SA, 8 of an AH or ESP SA. */
    public String spi(long spi) {
        return Spoken.spi(protocol, spi);
    }
}
