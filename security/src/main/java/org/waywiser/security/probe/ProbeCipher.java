package org.waywiser.security.probe;

import org.waywiser.security.AesCipher;
import org.waywiser.security.HmacSha1;
import org.waywiser.wire.probe.PacketFormat;

/**
 * Protects the test packets of one session in place: HMAC over the head of the packet, then AES over the same octets;
 * the HMAC and the padding stay in the clear. RFC 4656 §4.1.2, RFC 5357 §4.2.1.
 *
 * <p>Arrays hold a packet from index 0 and may be longer. Keys are scheduled once, here. One per thread.
 */
public final class ProbeCipher {
    private static final int AUTHENTICATED_HEAD = 16;
    private static final int ENCRYPTED_SENDER_HEAD = 32;
    private static final int ENCRYPTED_REFLECTED_HEAD = 96;

    private static final int SENDER_HMAC = PacketFormat.SECURE.senderHmac();
    private static final int REFLECTED_HMAC = PacketFormat.SECURE.reflectedHmac();

    private final AesCipher encrypt;
    private final AesCipher decrypt;
    private final HmacSha1 hmac;
    private final int senderHead;
    private final int reflectedHead;

    private ProbeCipher(AesCipher encrypt, AesCipher decrypt, HmacSha1 hmac, int senderHead, int reflectedHead) {
        this.encrypt = encrypt;
        this.decrypt = decrypt;
        this.hmac = hmac;
        this.senderHead = senderHead;
        this.reflectedHead = reflectedHead;
    }

    /**
     * Authenticated mode: the first block, by ECB. Timestamps lie outside it, so they may be written after sealing,
     * as late as possible.
     */
    public static ProbeCipher authenticated(ProbeKeys keys) {
        return new ProbeCipher(
                AesCipher.ecb(true, keys.aes()),
                AesCipher.ecb(false, keys.aes()),
                new HmacSha1(keys.hmac()),
                AUTHENTICATED_HEAD,
                AUTHENTICATED_HEAD);
    }

    /** Encrypted mode: 32 octets of a sender's packet or 96 of a reflected one, by CBC from an IV of zeros. */
    public static ProbeCipher encrypted(ProbeKeys keys) {
        return new ProbeCipher(
                AesCipher.cbc(true, keys.aes()),
                AesCipher.cbc(false, keys.aes()),
                new HmacSha1(keys.hmac()),
                ENCRYPTED_SENDER_HEAD,
                ENCRYPTED_REFLECTED_HEAD);
    }

    /** @param packet at least 48 octets */
    public void sealSender(byte[] packet) {
        seal(packet, senderHead, SENDER_HMAC);
    }

    /**
     * Decrypts, then compares the HMAC. If that fails, the packet is to be dropped; its head is then noise.
     *
     * @param packet at least 48 octets
     */
    public boolean openSender(byte[] packet) {
        return open(packet, senderHead, SENDER_HMAC);
    }

    /** @param packet at least 112 octets */
    public void sealReflected(byte[] packet) {
        seal(packet, reflectedHead, REFLECTED_HMAC);
    }

    /**
     * As {@link #openSender}.
     *
     * @param packet at least 112 octets
     */
    public boolean openReflected(byte[] packet) {
        return open(packet, reflectedHead, REFLECTED_HMAC);
    }

    private void seal(byte[] packet, int head, int at) {
        hmac.update(packet, 0, head);
        hmac.finish(packet, at);
        encrypt.finish(packet, 0, head);
    }

    private boolean open(byte[] packet, int head, int at) {
        decrypt.finish(packet, 0, head);
        hmac.update(packet, 0, head);
        return hmac.matches(packet, at);
    }
}
