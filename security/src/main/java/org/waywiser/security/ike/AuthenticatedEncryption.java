package org.waywiser.security.ike;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.waywiser.security.Secret;
import org.waywiser.wire.MalformedMessage;

/** AES-GCM and ChaCha20-Poly1305 with a check of 16 octets. RFC 5282 §3, §4, §5, RFC 7634 §3. */
final class AuthenticatedEncryption implements PayloadCipher {
    static final int SALT = 4;

    private static final int IV = 8;
    private static final int TAG = 16;
    private static final int PAD_LENGTH = 1;

    private final boolean chaCha20;
    private final Secret key;
    private final Secret salt;

    /** Counts messages, so that no IV comes twice under one key. RFC 5282 §3.1. */
    private long nextIv = 1;

    AuthenticatedEncryption(Encryption encryption, Secret material) {
        chaCha20 = encryption == Encryption.CHACHA20_POLY1305;
        key = material.slice(0, material.length() - SALT);
        salt = material.slice(material.length() - SALT, material.length());
    }

    @Override
    public int sealedLength(int payloads) {
        return IV + payloads + PAD_LENGTH + TAG;
    }

    @Override
    public byte[] seal(byte[] associated, byte[] payloads) {
        byte[] iv = ByteBuffer.allocate(IV).putLong(nextIv++).array();
        byte[] plain = Arrays.copyOf(payloads, payloads.length + PAD_LENGTH); // no padding: RFC 5282 §3 wants none
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv, associated).doFinal(plain);
            return ByteBuffer.allocate(IV + sealed.length).put(iv).put(sealed).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("authenticated encryption", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public byte[] open(byte[] associated, byte[] body) throws NotAuthentic, MalformedMessage {
        if (body.length < IV + PAD_LENGTH + TAG) throw new NotAuthentic();
        byte[] plain;
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(body, IV), associated);
            plain = cipher.doFinal(body, IV, body.length - IV);
        } catch (AEADBadTagException e) {
            throw new NotAuthentic();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("authenticated encryption", e);
        }
        return Padding.removed(plain);
    }

    private Cipher cipher(int mode, byte[] iv, byte[] associated) throws GeneralSecurityException {
        byte[] implicit = salt.toByteArray();
        byte[] nonce = ByteBuffer.allocate(SALT + IV).put(implicit).put(iv).array();
        var cipher = Cipher.getInstance(chaCha20 ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
        var parameters = chaCha20 ? new IvParameterSpec(nonce) : new GCMParameterSpec(8 * TAG, nonce);
        cipher.init(mode, key.key(chaCha20 ? "ChaCha20" : "AES"), parameters);
        cipher.updateAAD(associated);
        return cipher;
    }

    @Override
    public void wipe() {
        key.wipe();
        salt.wipe();
    }
}
