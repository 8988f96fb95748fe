package org.waywiser.security.ike;

import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** An encryption algorithm, transform type 1. RFC 5282 §7.2, §7.3, RFC 7634 §4, RFC 3602 §2. */
public enum Encryption {
    AES_GCM_16_128(20, 128, "aes128gcm16"),
    AES_GCM_16_192(20, 192, "aes192gcm16"),
    AES_GCM_16_256(20, 256, "aes256gcm16"),
    CHACHA20_POLY1305(28, 256, "chacha20poly1305"),
    AES_CBC_128(12, 128, "aes128"),
    AES_CBC_192(12, 192, "aes192"),
    AES_CBC_256(12, 256, "aes256");

    private final int transformId;
    private final int keyBits;
    private final String keyword;

    Encryption(int transformId, int keyBits, String keyword) {
        this.transformId = transformId;
        this.keyBits = keyBits;
        this.keyword = keyword;
    }

    Transform transform() {
        return hasKeyLengthAttribute()
                ? Transform.withKeyLength(TransformType.ENCR, transformId, keyBits)
                : Transform.of(TransformType.ENCR, transformId);
    }

    /** Bits of the key, without salt. */
    int keyBits() {
        return keyBits;
    }

    /** Whether the transform has a Key Length attribute: not if there is only one length. RFC 7296 §3.3.5. */
    private boolean hasKeyLengthAttribute() {
        return this != CHACHA20_POLY1305;
    }

    /** Whether it authenticates by itself, so that no integrity algorithm goes with it. RFC 5282 §8. */
    boolean authenticates() {
        return transformId != 12;
    }

    /** Octets of SK_ei or SK_er: the key, then four of salt if it authenticates by itself. RFC 5282 §7.1. */
    int keyMaterialLength() {
        return keyBits / 8 + (authenticates() ? AuthenticatedEncryption.SALT : 0);
    }

    /** As proposals spell it, such as {@code aes256gcm16}. */
    public String keyword() {
        return keyword;
    }
}
