package org.waywiser.security.binding;

import java.nio.charset.StandardCharsets;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;

/**
 * Keys of one STAMP session. No RFC has them: this is ours, prf+(SK_d, "IPPM STAMP sender" | SSID) and the same with "reflector", so that a
 * packet sent back never verifies.
 *
 * @param sender 32 octets, for packets of the Session-Sender
 * @param reflector 32 octets, for packets of the Session-Reflector
 */
public record StampKeys(Secret sender, Secret reflector) {
    public static final int LENGTH = 32;

    /**
     * Both are the caller's own.
     *
     * @param prf of the IKE SA
     * @param skD its SK_d, or the one with the post-quantum key
     * @param ssid Session-Sender identifier, 16 bits; once for each SA. RFC 8972 §3
     */
    public static StampKeys of(Prf prf, Secret skD, int ssid) {
        if (ssid >>> 16 != 0) throw new IllegalArgumentException("SSID " + ssid);
        return new StampKeys(of(prf, skD, "sender", ssid), of(prf, skD, "reflector", ssid));
    }

    private static Secret of(Prf prf, Secret skD, String end, int ssid) {
        byte[] label = ("IPPM STAMP " + end).getBytes(StandardCharsets.US_ASCII);
        return prf.plus(skD, LENGTH, label, new byte[] {(byte) (ssid >> 8), (byte) ssid});
    }

    public void wipe() {
        sender.wipe();
        reflector.wipe();
    }
}
