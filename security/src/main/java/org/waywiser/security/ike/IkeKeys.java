package org.waywiser.security.ike;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/** Keys of one IKE SA. RFC 7296 §2.14. */
public final class IkeKeys {
    private static final byte[] IPPM = "IPPM".getBytes(StandardCharsets.US_ASCII);

    private final Prf prf;
    private final Optional<Secret> skeyseed;
    private final Secret skD;
    private final Secret skPi;
    private final Secret skPr;
    private final PayloadCipher fromInitiator;
    private final PayloadCipher fromResponder;

    private IkeKeys(IkeSuite suite, Secret root, Secret stream) {
        prf = suite.prf();
        skeyseed = Optional.of(root);
        int at = 0;
        skD = stream.slice(at, at += prf.length());
        // RFC 5282 §7.1: with authenticated encryption SK_ai and SK_ar have no octets.
        var skAi = stream.slice(at, at += suite.integrityKeyLength());
        var skAr = stream.slice(at, at += suite.integrityKeyLength());
        var skEi = stream.slice(at, at += suite.encryption().keyMaterialLength());
        var skEr = stream.slice(at, at += suite.encryption().keyMaterialLength());
        skPi = stream.slice(at, at += prf.length());
        skPr = stream.slice(at, at + prf.length());
        fromInitiator = PayloadCipher.of(suite, skEi, skAi);
        fromResponder = PayloadCipher.of(suite, skEr, skAr);
        skAi.wipe();
        skAr.wipe();
        skEi.wipe();
        skEr.wipe();
    }

    /**
     * Derives the keys of an IKE SA that is not the successor of another.
     *
     * @param sharedSecret g^ir, wiped here
     */
    public static IkeKeys derive(IkeSuite suite, Octets ni, Octets nr, long spiI, long spiR, Secret sharedSecret) {
        byte[] nonces = ni.concat(nr).toByteArray();
        byte[] g = sharedSecret.toByteArray();
        var skeyseed = suite.prf().apply(Secret.of(nonces), g);
        Arrays.fill(g, (byte) 0);
        sharedSecret.wipe();
        return expand(suite, skeyseed, nonces, spiI, spiR);
    }

    /**
     * Derives the keys of the successor of this IKE SA. RFC 7296 §2.18
     *
     * @param suite of the successor; SKEYSEED is computed with the prf of this SA
     * @param ni nonces and SPIs of the exchange that rekeys, whose initiator is that of the successor
     * @param sharedSecret g^ir of that exchange, wiped here
     */
    public IkeKeys successor(IkeSuite suite, Octets ni, Octets nr, long spiI, long spiR, Secret sharedSecret) {
        byte[] nonces = ni.concat(nr).toByteArray();
        byte[] g = sharedSecret.toByteArray();
        var skeyseed = prf.apply(skD, g, nonces);
        Arrays.fill(g, (byte) 0);
        sharedSecret.wipe();
        return expand(suite, skeyseed, nonces, spiI, spiR);
    }

    /** {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+(SKEYSEED, Ni | Nr | SPIi | SPIr). */
    private static IkeKeys expand(IkeSuite suite, Secret skeyseed, byte[] nonces, long spiI, long spiR) {
        byte[] spis = ByteBuffer.allocate(16).putLong(spiI).putLong(spiR).array();
        int perDirection = suite.integrityKeyLength() + suite.encryption().keyMaterialLength();
        int octets = 3 * suite.prf().length() + 2 * perDirection;
        var stream = suite.prf().plus(skeyseed, octets, nonces, spis);
        var keys = new IkeKeys(suite, skeyseed, stream);
        stream.wipe();
        return keys;
    }

    private IkeKeys(
            Prf prf, Secret skD, Secret skPi, Secret skPr, PayloadCipher fromInitiator, PayloadCipher fromResponder) {
        this.prf = prf;
        // no post-quantum key enters SKEYSEED before the SA has a successor
        this.skeyseed = Optional.empty();
        this.skD = skD;
        this.skPi = skPi;
        this.skPr = skPr;
        this.fromInitiator = fromInitiator;
        this.fromResponder = fromResponder;
    }

    /**
     * These keys with a post-quantum pre-shared key in SK_d, SK_pi and SK_pr. The ciphers are shared: of the two, one is to be wiped
     * by {@link #wipeRoots()} and the other by {@link #wipe()}. RFC 8784 §3
     */
    public IkeKeys mixedWith(Secret ppk) {
        return new IkeKeys(prf, mixed(ppk, skD), mixed(ppk, skPi), mixed(ppk, skPr), fromInitiator, fromResponder);
    }

    private Secret mixed(Secret ppk, Secret key) {
        byte[] octets = key.toByteArray();
        try {
            return prf.plus(ppk, octets.length, octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    public Prf prf() {
        return prf;
    }

    /**
     * SKEYSEED, a root of other keys in draft-ietf-ippm-ipsec-01 §4.1; wiped by {@link #wipe()}. Empty if a post-quantum key is mixed
     * into the others but not into it.
     */
    public Optional<Secret> skeyseed() {
        return skeyseed;
    }

    /** Root of other keys; wiped by {@link #wipe()}. */
    public Secret skD() {
        return skD;
    }

    /** For MACedIDForI. RFC 7296 §2.15. */
    public Secret skPi() {
        return skPi;
    }

    /** For MACedIDForR. RFC 7296 §2.15. */
    public Secret skPr() {
        return skPr;
    }

    /** With SK_ei and SK_ai: for messages of the original initiator. */
    public PayloadCipher fromInitiator() {
        return fromInitiator;
    }

    /** With SK_er and SK_ar: for messages of the original responder. */
    public PayloadCipher fromResponder() {
        return fromResponder;
    }

    /** prf(SK_d, "IPPM"), the caller's own. RFC 7717 §5.1. */
    public Secret ippmSharedSecret() {
        return prf.apply(skD, IPPM);
    }

    /** All but the ciphers. */
    public void wipeRoots() {
        skeyseed.ifPresent(Secret::wipe);
        skD.wipe();
        skPi.wipe();
        skPr.wipe();
    }

    public void wipe() {
        wipeRoots();
        fromInitiator.wipe();
        fromResponder.wipe();
    }
}
