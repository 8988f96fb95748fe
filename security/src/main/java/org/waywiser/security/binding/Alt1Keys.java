package org.waywiser.security.binding;

import java.nio.charset.StandardCharsets;
import org.waywiser.security.AesCipher;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.Octets;

/**
 * Keys of profile draft-alt1. draft-ietf-ippm-ipsec-01 §4.3.1.
 *
 * @param enc 16 octets: AES
 * @param auth as long as the prf's output: HMAC-SHA1
 * @param token 16 octets: AES on the Challenge. The draft has the root itself, which would make a greeting an oracle for the ESP key.
 */
public record Alt1Keys(Secret enc, Secret auth, Secret token) {
    private static final int AES_LENGTH = 16;

    static Alt1Keys of(Prf prf, Secret root) {
        return new Alt1Keys(
                front(prf, root, "O/TWAMP enc"), derive(prf, root, "O/TWAMP auth"), front(prf, root, "O/TWAMP token"));
    }

    private static Secret derive(Prf prf, Secret root, String label) {
        return prf.apply(root, label.getBytes(StandardCharsets.US_ASCII));
    }

    private static Secret front(Prf prf, Secret root, String label) {
        Secret all = derive(prf, root, label);
        Secret front = all.slice(0, AES_LENGTH);
        all.wipe();
        return front;
    }

    /** For the control connection, the caller's own. */
    public ControlKeys controlKeys() {
        return new ControlKeys(enc.copy(), auth.copy());
    }

    /** For a test session, the caller's own. */
    public ProbeKeys probeKeys() {
        return new ProbeKeys(enc.copy(), auth.copy());
    }

    /**
     * What proves possession of the root: the Challenge encrypted.
     *
     * @param challenge 16 octets
     * @return 16 octets, to be compared in constant time
     */
    public Secret prove(Octets challenge) {
        byte[] block = challenge.toByteArray();
        AesCipher.ecb(true, token).finish(block, 0, block.length);
        return Secret.owning(block);
    }

    public void wipe() {
        enc.wipe();
        auth.wipe();
        token.wipe();
    }
}
