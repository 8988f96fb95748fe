package org.waywiser.security.binding;

import java.nio.charset.StandardCharsets;
import org.waywiser.security.Secret;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;

/**
 * SKEYSEED or KEYMAT, and all that is derived from it; no octet of it ever is a key itself. draft-ietf-ippm-ipsec-01 §4.1, §4.3.1.
 *
 * <p>Every secret given out is the caller's own.
 */
public final class Root {
    private static final byte[] TEST = "O/TWAMP test".getBytes(StandardCharsets.US_ASCII);

    private final Prf prf;
    private final Secret octets;

    /**
     * @param prf of the IKE SA
     * @param octets SKEYSEED or KEYMAT, wiped by {@link #wipe}
     */
    public Root(Prf prf, Secret octets) {
        this.prf = prf;
        this.octets = octets;
    }

    /** In {@link Derivation#SESSION_ID} what one test session has instead of the root: prf(root, SID). */
    public Root ofSession(Sid sid) {
        return new Root(prf, prf.apply(octets, sid.octets().toByteArray()));
    }

    /** Profile draft: the key of the Token, for which the root takes the place of the passphrase of RFC 4656 §3.1. */
    public Secret passwordKey(Octets salt, long count) {
        return PasswordKey.derive(octets, salt, count);
    }

    /** Profile draft-alt1. */
    public Alt1Keys alt1Keys() {
        return Alt1Keys.of(prf, octets);
    }

    /** Profile draft with {@link Derivation#SESSION_ID}: prf+(S, "O/TWAMP test" | SID), AES key first. */
    public ProbeKeys draftSessionKeys(Sid sid) {
        Root session = ofSession(sid);
        Secret stream = prf.plus(
                session.octets,
                ProbeKeys.AES_LENGTH + ProbeKeys.HMAC_LENGTH,
                TEST,
                sid.octets().toByteArray());
        session.wipe();
        var keys = new ProbeKeys(
                stream.slice(0, ProbeKeys.AES_LENGTH), stream.slice(ProbeKeys.AES_LENGTH, stream.length()));
        stream.wipe();
        return keys;
    }

    /** Profile draft-alt1 with {@link Derivation#SESSION_ID}. */
    public ProbeKeys alt1SessionKeys(Sid sid) {
        Root session = ofSession(sid);
        Alt1Keys keys = session.alt1Keys();
        session.wipe();
        ProbeKeys test = keys.probeKeys();
        keys.wipe();
        return test;
    }

    public Root copy() {
        return new Root(prf, octets.copy());
    }

    public void wipe() {
        octets.wipe();
    }

    @Override
    public String toString() {
        return "…";
    }
}
