package org.waywiser.keys.strongswan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.ProposalText;
import org.waywiser.wire.KeyOctets;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ha.HaAttribute.SaId;
import org.waywiser.wire.ha.HaField;
import org.waywiser.wire.ha.HaMessage;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/**
 * What an IKE_ADD tells: what an IKE SA is keyed from, before anybody has proved anything.
 *
 * @param prf transform type 2
 * @param oldPrf of the SA whose place it takes
 * @param sharedSecret g^ir
 * @param oldSkD of the SA whose place it takes
 * @param additional whether there were additional key exchanges. RFC 9370
 */
record Announcement(
        SaId id,
        Optional<SaId> replaced,
        int prf,
        int oldPrf,
        String proposal,
        Octets ni,
        Octets nr,
        Optional<Secret> sharedSecret,
        Optional<Secret> oldSkD,
        boolean additional) {
    static final String ADDITIONAL = "it has additional key exchanges (RFC 9370), which have not been tried yet";

    static Announcement of(SaId id, HaMessage message) {
        return new Announcement(
                id,
                message.saId(HaField.IKE_REKEY_ID),
                message.number(HaField.PRF).orElse(0),
                message.number(HaField.OLD_PRF).orElse(0),
                proposal(message),
                message.nonce(HaField.NONCE_I),
                message.nonce(HaField.NONCE_R),
                message.key(HaField.SECRET).map(Announcement::secret),
                message.key(HaField.OLD_SKD).map(Announcement::secret),
                message.key(HaField.ADD_SECRET).isPresent());
    }

    private static Secret secret(KeyOctets key) {
        return Secret.owning(key.toByteArray());
    }

    private static String proposal(HaMessage message) {
        List<Transform> transforms = new ArrayList<>(IpsecAlgorithms.cipher(
                message.number(HaField.ENCR).orElse(0),
                message.number(HaField.ENCR_LEN).orElse(0)));
        message.number(HaField.INTEG)
                .ifPresent(integrity -> transforms.add(Transform.of(TransformType.INTEG, integrity)));
        message.number(HaField.PRF).ifPresent(prf -> transforms.add(Transform.of(TransformType.PRF, prf)));
        message.number(HaField.KE).ifPresent(group -> transforms.add(Transform.of(TransformType.DH, group)));
        return ProposalText.of(transforms);
    }

    /** Whether it tells of the same exchange, as after a resync. */
    boolean repeats(Announcement earlier) {
        return ni.equals(earlier.ni) && nr.equals(earlier.nr);
    }

    /** Why keys cannot be derived from it; empty if they can. */
    Optional<String> refusal() {
        // 0 is that of a further key exchange of an SA that is already known
        if (prf == 0 || additional) {
            return Optional.of(ADDITIONAL);
        }
        if (Prf.of(prf).isEmpty()) return Optional.of("its prf, number " + prf + ", is no HMAC that is known here");
        if (oldSkD.isPresent() && Prf.of(oldPrf).isEmpty()) {
            return Optional.of("the prf of the SA before, number " + oldPrf + ", is no HMAC that is known here");
        }
        boolean whole = sharedSecret.isPresent() && ni.length() > 0 && nr.length() > 0;
        return whole ? Optional.empty() : Optional.of("strongSwan did not tell what it is keyed from");
    }

    /** SKEYSEED, the caller's own; only without refusal. RFC 7296 §2.14, §2.18. */
    Secret skeyseed() {
        Secret g = sharedSecret.orElseThrow();
        return oldSkD.map(old -> KeySchedule.successor(Prf.of(oldPrf).orElseThrow(), old, ni, nr, g))
                .orElseGet(() -> KeySchedule.skeyseed(Prf.of(prf).orElseThrow(), ni, nr, g));
    }

    void wipe() {
        sharedSecret.ifPresent(Secret::wipe);
        oldSkD.ifPresent(Secret::wipe);
    }
}
