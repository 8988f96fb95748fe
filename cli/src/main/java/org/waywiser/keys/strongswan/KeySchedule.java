package org.waywiser.keys.strongswan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.Octets;

/** What both ends of an SA compute from its nonces and its shared secret; every secret given out is the caller's own. */
final class KeySchedule {
    private static final byte[] IPPM = "IPPM".getBytes(StandardCharsets.US_ASCII);

    private KeySchedule() {}

    /** SKEYSEED = prf(Ni | Nr, g^ir). RFC 7296 §2.14. */
    static Secret skeyseed(Prf prf, Octets ni, Octets nr, Secret sharedSecret) {
        return apply(prf, Secret.owning(ni.concat(nr).toByteArray()), sharedSecret, Octets.EMPTY);
    }

    /** SKEYSEED = prf(SK_d (old), g^ir | Ni | Nr), with the old SA's prf. RFC 7296 §2.18. */
    static Secret successor(Prf oldPrf, Secret oldSkD, Octets ni, Octets nr, Secret sharedSecret) {
        return apply(oldPrf, oldSkD, sharedSecret, ni.concat(nr));
    }

    private static Secret apply(Prf prf, Secret key, Secret secretData, Octets data) {
        byte[] g = secretData.toByteArray();
        try {
            return prf.apply(key, g, data.toByteArray());
        } finally {
            Arrays.fill(g, (byte) 0);
        }
    }

    /** SK_d, the first of what prf+(SKEYSEED, Ni | Nr | SPIi | SPIr) gives. RFC 7296 §2.14. */
    static Secret skD(Prf prf, Secret skeyseed, Octets ni, Octets nr, long spiI, long spiR) {
        byte[] spis = ByteBuffer.allocate(16).putLong(spiI).putLong(spiR).array();
        return prf.plus(skeyseed, prf.length(), ni.toByteArray(), nr.toByteArray(), spis);
    }

    /** SK_d = prf+(PPK, SK_d'). RFC 8784 §3. */
    static Secret mixed(Prf prf, Secret ppk, Secret skD) {
        byte[] octets = skD.toByteArray();
        try {
            return prf.plus(ppk, octets.length, octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /** KEYMAT = prf+(SK_d, [g^ir |] Ni | Nr). RFC 7296 §2.17. */
    static Secret keymat(Prf prf, Secret skD, byte[] sharedSecret, Octets ni, Octets nr, int octets) {
        return prf.plus(skD, octets, sharedSecret, ni.toByteArray(), nr.toByteArray());
    }

    /** prf(SK_d, "IPPM"). RFC 7717 §5.1. */
    static Secret ippm(Prf prf, Secret skD) {
        return prf.apply(skD, IPPM);
    }
}
