package org.waywiser.keys;

import java.net.InetAddress;
import org.waywiser.security.Secret;
import org.waywiser.wire.control.SaName;

/**
 * What one IKE SA gives to a measurement: its name and prf(SK_d, "IPPM"). RFC 7717 §5.1.
 *
 * @param spiI SPI of the SA's Initiator, 64 bits
 * @param spiR SPI of the SA's Responder, 64 bits
 * @param secret prf(SK_d, "IPPM"), as long as the prf's output: the holder's own copy, to be wiped once keys are derived
 * @param prf the SA's prf, such as {@code PRF_HMAC_SHA2_256}
 * @param proposal what was negotiated in strongSwan's spelling, such as {@code aes256gcm16-prfsha384-x25519}
 * @param localId our identity in one line
 * @param remoteId the peer's proven identity in one line
 * @param peer the peer's address
 */
public record IkeSecret(
        long spiI,
        long spiR,
        Secret secret,
        String prf,
        String proposal,
        String localId,
        String remoteId,
        InetAddress peer) {
    /** An SPI as reports show it: 16 lower-case hex digits. */
    public static String spi(long spi) {
        return "%016x".formatted(spi);
    }

    /** The SA without its secret. */
    public BoundSa sa() {
        return new BoundSa(SaName.ofIke(spiI, spiR), spiI, spiR, prf, proposal, localId, remoteId, peer, true);
    }

    /** The same with a copy of the secret, to be wiped by itself. */
    public IkeSecret copy() {
        return new IkeSecret(spiI, spiR, secret.copy(), prf, proposal, localId, remoteId, peer);
    }
}
