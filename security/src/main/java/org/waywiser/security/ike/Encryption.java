package org.waywiser.security.ike;

/** An encryption algorithm, transform type 1; all are authenticated encryption. RFC 5282 §7.2, §7.3. */
public enum Encryption {
    AES_GCM_16_128(20, 128, "aes128gcm16"),
    AES_GCM_16_256(20, 256, "aes256gcm16");

    private final int transformId;
    private final int keyBits;
    private final String keyword;

    Encryption(int transformId, int keyBits, String keyword) {
        this.transformId = transformId;
        this.keyBits = keyBits;
        this.keyword = keyword;
    }

    /** Number in the registry of transform type 1. */
    int transformId() {
        return transformId;
    }

    /** Value of the Key Length attribute. */
    int keyBits() {
        return keyBits;
    }

    /** Octets of SK_ei or SK_er: the key, then four of salt. RFC 5282 §7.1. */
    int keyMaterialLength() {
        return keyBits / 8 + AesGcm16.SALT;
    }

    /** As proposals spell it, such as {@code aes256gcm16}. */
    public String keyword() {
        return keyword;
    }
}
