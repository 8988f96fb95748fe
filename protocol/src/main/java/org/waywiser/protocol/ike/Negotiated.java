package org.waywiser.protocol.ike;

import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeKeys;
import org.waywiser.security.ike.IkeSuite;
import org.waywiser.security.ike.PayloadCipher;
import org.waywiser.security.ike.auth.PeerWishes;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.ike.IdentificationPayload;

/**
 * What IKE_SA_INIT leads to, or the rekeying of an IKE SA.
 *
 * @param initiator whether this end is the original initiator
 * @param ni nonces of the exchange
 * @param request the IKE_SA_INIT request as sent last, and {@code response} its response; empty after rekeying
 * @param wishes of the peer in IKE_SA_INIT: an initiator may say more in IKE_AUTH
 * @param fragmentation whether both ends announced it. RFC 7383 §2.3
 * @param ppk whether a post-quantum key is in the keys. RFC 8784
 */
record Negotiated(
        boolean initiator,
        long spiI,
        long spiR,
        IkeSuite suite,
        IkeKeys keys,
        Octets ni,
        Octets nr,
        Octets request,
        Octets response,
        PeerWishes wishes,
        NatDetection nat,
        boolean fragmentation,
        PpkUse.State ppk) {
    /**
     * What rekeying this IKE SA leads to. RFC 7296 §2.18
     *
     * @param byThisEnd whether this end began the rekeying, and so is the initiator of the successor
     */
    Negotiated successor(
            boolean byThisEnd, long newSpiI, long newSpiR, IkeSuite newSuite, IkeKeys newKeys, Octets ni, Octets nr) {
        return new Negotiated(
                byThisEnd,
                newSpiI,
                newSpiR,
                newSuite,
                newKeys,
                ni,
                nr,
                Octets.EMPTY,
                Octets.EMPTY,
                wishes,
                nat,
                fragmentation,
                ppk);
    }

    /** Whether this is the one to be closed of two that rekey the same IKE SA. RFC 7296 §2.8.2. */
    boolean loses(Negotiated other) {
        return Collisions.loses(ni, nr, other.ni, other.nr);
    }

    long ownSpi() {
        return initiator ? spiI : spiR;
    }

    /** The same with a post-quantum key in SK_d, SK_pi and SK_pr. */
    Negotiated mixed(Secret postQuantumKey) {
        return new Negotiated(
                initiator,
                spiI,
                spiR,
                suite,
                keys.mixedWith(postQuantumKey),
                ni,
                nr,
                request,
                response,
                wishes,
                nat,
                fragmentation,
                PpkUse.State.MIXED);
    }

    boolean holdsPpk() {
        return ppk == PpkUse.State.MIXED;
    }

    /** Seals what this end sends. */
    PayloadCipher outbound() {
        return initiator ? keys.fromInitiator() : keys.fromResponder();
    }

    /** Opens what the peer sends. */
    PayloadCipher inbound() {
        return initiator ? keys.fromResponder() : keys.fromInitiator();
    }

    /** What this end signs. */
    byte[] ownSignedOctets(IdentificationPayload id) {
        return signedOctets(initiator, id);
    }

    /** What the peer has to have signed. */
    byte[] peerSignedOctets(IdentificationPayload id) {
        return signedOctets(!initiator, id);
    }

    /** InitiatorSignedOctets or ResponderSignedOctets. RFC 7296 §2.15. */
    private byte[] signedOctets(boolean ofInitiator, IdentificationPayload id) {
        Secret skP = ofInitiator ? keys.skPi() : keys.skPr();
        var macedId = keys.prf().apply(skP, id.body().toByteArray());
        return new WireWriter()
                .octets(ofInitiator ? request : response)
                .octets(ofInitiator ? nr : ni)
                .bytes(macedId.toByteArray())
                .toByteArray();
    }
}
