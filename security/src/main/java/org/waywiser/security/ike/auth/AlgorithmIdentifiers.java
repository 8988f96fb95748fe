package org.waywiser.security.ike.auth;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.Octets;

/**
 * DER of AlgorithmIdentifiers, compared as blobs and never parsed: the one we send first, then the others that mean the same.
 * RFC 7427 §3 and appendix A, RFC 4055 §2.1, §3.1 and §5, RFC 5758 §3.2, RFC 8420 appendix A.
 */
final class AlgorithmIdentifiers {
    private static final Octets NULL = Octets.hex("0500");
    private static final Octets NOTHING = Octets.zeros(0);
    private static final Octets MGF1 = Octets.hex("06092a864886f70d010108");
    private static final Octets RSASSA_PSS = Octets.hex("06092a864886f70d01010a");
    private static final Octets TRAILER = Octets.hex("a303020101");

    private AlgorithmIdentifiers() {}

    /** Without parameters, and in no other form. */
    static List<Octets> bare(String oid) {
        return List.of(sequence(oid(oid)));
    }

    /** RFC 4055 §5: sent with NULL for parameters, taken without as well. */
    static List<Octets> pkcs1(String oid) {
        return List.of(sequence(oid(oid).concat(NULL)), sequence(oid(oid)));
    }

    /**
     * RFC 4055 §3.1: MGF1 with the same hash and a salt as long as the hash; nothing else is accepted. NULL may be left out of each
     * hash, and the trailer field, which has but one value, may be written out although DER omits defaults.
     */
    static List<Octets> pss(String hashOid, int saltOctets) {
        var forms = new ArrayList<Octets>();
        Octets salt = tagged(0xa2, tagged(0x02, Octets.of(new byte[] {(byte) saltOctets})));
        for (Octets trailer : List.of(NOTHING, TRAILER)) {
            for (Octets mgfNull : List.of(NULL, NOTHING)) {
                for (Octets hashNull : List.of(NULL, NOTHING)) {
                    Octets hash = tagged(0xa0, sequence(oid(hashOid).concat(hashNull)));
                    Octets mgf = tagged(
                            0xa1, sequence(MGF1.concat(sequence(oid(hashOid).concat(mgfNull)))));
                    forms.add(sequence(RSASSA_PSS.concat(
                            sequence(hash.concat(mgf).concat(salt).concat(trailer)))));
                }
            }
        }
        return forms;
    }

    /** Whether it names RSASSA-PSS, with whatever parameters. */
    static boolean namesPss(Octets identifier) {
        int end = 2 + RSASSA_PSS.length();
        return identifier.length() >= end && identifier.slice(2, end).equals(RSASSA_PSS);
    }

    private static Octets oid(String content) {
        return tagged(0x06, Octets.hex(content));
    }

    private static Octets sequence(Octets content) {
        return tagged(0x30, content);
    }

    /** All that we write is shorter than 128 octets. */
    private static Octets tagged(int tag, Octets content) {
        return Octets.of(new byte[] {(byte) tag, (byte) content.length()}).concat(content);
    }
}
