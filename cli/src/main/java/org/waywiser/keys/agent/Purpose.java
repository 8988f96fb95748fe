package org.waywiser.keys.agent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a key is derived for. What a purpose depends on stands in the context of the request, so that a purpose more changes nothing else.
 * SK_d, SKEYSEED and KEYMAT are no purpose and never will be.
 */
public enum Purpose {
    /** The shared secret prf(SK_d, "IPPM"), without context. RFC 7717 §5.1. */
    IPPM,
    /** 16 octets of PBKDF2 over the root: {@code salt}, {@code count}. draft-ietf-ippm-ipsec-01 §4.2. */
    DRAFT,
    /** Encryption, authentication and token key. draft-ietf-ippm-ipsec-01 §4.3.1. */
    ALT1_ENC,
    ALT1_AUTH,
    ALT1_TOKEN,
    /** AES and HMAC key of one test session, one after the other: {@code sid}. draft-ietf-ippm-ipsec-01 §4.1. */
    SESSION_ID,
    /** Both keys of one STAMP session, the sender's first: {@code ssid}. */
    STAMP;

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Purpose> of(String text) {
        return Arrays.stream(values()).filter(p -> p.text().equals(text)).findAny();
    }
}
