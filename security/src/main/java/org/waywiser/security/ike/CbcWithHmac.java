package org.waywiser.security.ike;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.waywiser.security.Secret;
import org.waywiser.wire.MalformedMessage;

/** AES-CBC, then an HMAC over the whole message. RFC 7296 §3.14, RFC 3602 §2, §3, RFC 4868 §2. */
final class CbcWithHmac implements PayloadCipher {
    private static final int BLOCK = 16;
    private static final byte[] IV_LABEL = "IV".getBytes(StandardCharsets.US_ASCII);

    private final Integrity integrity;
    private final Secret encryptionKey;
    private final Secret integrityKey;

    /** A key of its own; no message is as short as the label, so no check ever shows it. */
    private final Secret ivKey;

    private long nextIv = 1;

    CbcWithHmac(Integrity integrity, Secret encryptionKey, Secret integrityKey) {
        this.integrity = integrity;
        this.encryptionKey = encryptionKey.copy();
        this.integrityKey = integrityKey.copy();
        ivKey = Secret.owning(mac(integrityKey, IV_LABEL));
    }

    @Override
    public int sealedLength(int payloads) {
        return BLOCK + padded(payloads) + integrity.checkLength();
    }

    /** As short as possible, pad length included. */
    private static int padded(int payloads) {
        return (payloads / BLOCK + 1) * BLOCK;
    }

    @Override
    public byte[] seal(byte[] associated, byte[] payloads) {
        byte[] plain = Arrays.copyOf(payloads, padded(payloads.length));
        plain[plain.length - 1] = (byte) (plain.length - 1 - payloads.length);
        try {
            byte[] iv = unpredictable();
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, iv).doFinal(plain);
            byte[] check = mac(integrityKey, associated, iv, ciphertext);
            return ByteBuffer.allocate(sealedLength(payloads.length))
                    .put(iv)
                    .put(ciphertext)
                    .put(check, 0, integrity.checkLength())
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public byte[] open(byte[] associated, byte[] body) throws NotAuthentic, MalformedMessage {
        int checkAt = body.length - integrity.checkLength();
        if (checkAt < 2 * BLOCK || checkAt % BLOCK != 0) throw new NotAuthentic();
        byte[] covered = Arrays.copyOf(body, checkAt);
        byte[] check = Arrays.copyOf(mac(integrityKey, associated, covered), integrity.checkLength());
        // RFC 7296 §3.14: nothing is decrypted that is not authentic
        if (!MessageDigest.isEqual(check, Arrays.copyOfRange(body, checkAt, body.length))) throw new NotAuthentic();
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(body, BLOCK));
            return Padding.removed(cipher.doFinal(body, BLOCK, checkAt - BLOCK));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC", e);
        }
    }

    /** RFC 3602 §3: not to be foreseen by who has seen all before, and never the same twice. */
    private byte[] unpredictable() {
        return Arrays.copyOf(
                mac(ivKey, ByteBuffer.allocate(Long.BYTES).putLong(nextIv++).array()), BLOCK);
    }

    private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, encryptionKey.key("AES"), new IvParameterSpec(iv));
        return cipher;
    }

    private byte[] mac(Secret key, byte[]... data) {
        try {
            var mac = Mac.getInstance(integrity.algorithm());
            mac.init(key.key(integrity.algorithm()));
            for (byte[] part : data) mac.update(part);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(integrity.algorithm(), e);
        }
    }

    @Override
    public void wipe() {
        encryptionKey.wipe();
        integrityKey.wipe();
        ivKey.wipe();
    }
}
