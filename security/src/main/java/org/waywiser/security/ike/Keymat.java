package org.waywiser.security.ike;

import java.util.Arrays;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/**
 * Keys of the two SAs of a child: those towards the responder of the exchange that made it, then those towards its initiator; of
 * each the encryption key with its salt, then the integrity key. RFC 7296 §2.17, RFC 4301 §4.5.2.
 */
public final class Keymat {
    private final Secret octets;
    private final int encryption;
    private final int integrity;

    private Keymat(Secret octets, int encryption, int integrity) {
        this.octets = octets;
        this.encryption = encryption;
        this.integrity = integrity;
    }

    /**
     * prf+(SK_d, [g^ir |] Ni | Nr).
     *
     * @param sharedSecret g^ir of a key exchange of its own, wiped here
     * @param ni nonces of the exchange that makes the child; those of IKE_SA_INIT for one of IKE_AUTH
     */
    public static Keymat derive(IkeKeys ike, ChildSuite suite, Optional<Secret> sharedSecret, Octets ni, Octets nr) {
        byte[] g = sharedSecret.map(Secret::toByteArray).orElse(new byte[0]);
        int encryption = suite.encryptionKeyLength();
        int integrity = suite.integrityKeyLength();
        var octets = ike.prf().plus(ike.skD(), 2 * (encryption + integrity), g, ni.toByteArray(), nr.toByteArray());
        Arrays.fill(g, (byte) 0);
        sharedSecret.ifPresent(Secret::wipe);
        return new Keymat(octets, encryption, integrity);
    }

    /** All of it, for deriving other keys; wiped by {@link #wipe()}. */
    public Secret octets() {
        return octets;
    }

    /** The caller's own; of no octets in AH. */
    public Secret encryptionTowardsResponder() {
        return octets.slice(0, encryption);
    }

    /** The caller's own; of no octets if the encryption authenticates by itself. */
    public Secret integrityTowardsResponder() {
        return octets.slice(encryption, encryption + integrity);
    }

    /** The caller's own; of no octets in AH. */
    public Secret encryptionTowardsInitiator() {
        return octets.slice(encryption + integrity, 2 * encryption + integrity);
    }

    /** The caller's own; of no octets if the encryption authenticates by itself. */
    public Secret integrityTowardsInitiator() {
        return octets.slice(2 * encryption + integrity, 2 * (encryption + integrity));
    }

    public void wipe() {
        octets.wipe();
    }

    @Override
    public String toString() {
        return "…";
    }
}
