package org.waywiser.cli.report;

import org.waywiser.keys.BoundSa;

/** Where the keys of a session come from; never a key. */
public sealed interface SecurityReport {
    /** No keys: unauthenticated mode. */
    record Open() implements SecurityReport {}

    /**
     * Keys from a passphrase. RFC 4656 §3.1.
     *
     * @param keyId by which the server knows it
     */
    record Passphrase(String keyId) implements SecurityReport {}

    /**
     * Keys from an IKE SA. RFC 7717 §5.1.
     *
     * @param profile how they are bound to it, such as {@code rfc7717}
     * @param keySource who established it, such as {@code embedded}
     * @param spiI Initiator's SPI as 16 lower-case hex digits
     * @param spiR Responder's SPI likewise
     * @param prf its pseudo-random function
     * @param proposal its algorithms in strongSwan's spelling
     * @param localId our identity
     * @param remoteId the peer's proven identity
     */
    record Ike(
            String profile,
            String keySource,
            String spiI,
            String spiR,
            String prf,
            String proposal,
            String localId,
            String remoteId)
            implements SecurityReport {
        public static Ike of(String profile, String keySource, BoundSa sa) {
            return new Ike(
                    profile,
                    keySource,
                    sa.spiIText(),
                    sa.spiRText(),
                    sa.prf(),
                    sa.proposal(),
                    sa.localId(),
                    sa.remoteId());
        }
    }
}
