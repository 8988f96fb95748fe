package org.waywiser.lab.interop;

import static org.waywiser.keys.credentials.LaboratoryKey.ED25519;
import static org.waywiser.keys.credentials.LaboratoryKey.ED448;
import static org.waywiser.keys.credentials.LaboratoryKey.P256;
import static org.waywiser.keys.credentials.LaboratoryKey.P384;
import static org.waywiser.keys.credentials.LaboratoryKey.P521;
import static org.waywiser.keys.credentials.LaboratoryKey.RSA;

import java.util.Optional;
import org.waywiser.keys.credentials.LaboratoryKey;
import org.waywiser.security.ike.auth.SignatureSchemes;

/** How both ends prove who they are: the kind of key, and strongSwan's words for it in its configuration and in its log. */
enum Proof {
    SHARED_KEY(Optional.empty(), "psk", "pre-shared key"),
    RSA_PSS(Optional.of(RSA), "rsa/pss-sha256", "RSA_EMSA_PSS_SHA2_256.*"),
    RSA_PKCS1(Optional.of(RSA), "rsa/pkcs1-sha256", "RSA_EMSA_PKCS1_SHA2_256"),
    ECDSA_256(Optional.of(P256), "pubkey", "ECDSA_WITH_SHA256_DER"),
    ECDSA_384(Optional.of(P384), "pubkey", "ECDSA_WITH_SHA384_DER"),
    ECDSA_521(Optional.of(P521), "pubkey", "ECDSA_WITH_SHA512_DER"),
    EDDSA_25519(Optional.of(ED25519), "pubkey", "ED25519"),
    EDDSA_448(Optional.of(ED448), "pubkey", "ED448"),
    /** Method 1. */
    RSA_OLD(Optional.of(RSA), "pubkey", "RSA signature"),
    /** Methods 9 to 11, RFC 4754. */
    ECDSA_256_OLD(Optional.of(P256), "pubkey", "ECDSA-256 signature"),
    ECDSA_384_OLD(Optional.of(P384), "pubkey", "ECDSA-384 signature"),
    ECDSA_521_OLD(Optional.of(P521), "pubkey", "ECDSA-521 signature");

    private final Optional<LaboratoryKey> key;
    private final String auth;
    private final String scheme;

    Proof(Optional<LaboratoryKey> key, String auth, String scheme) {
        this.key = key;
        this.auth = auth;
        this.scheme = scheme;
    }

    /** The kind of key that a certificate is for; empty for a pre-shared key. */
    Optional<LaboratoryKey> key() {
        return key;
    }

    /** As a strongSwan connection has it. */
    String auth() {
        return auth;
    }

    /** How strongSwan logs that an identity has proved itself so, a pattern. */
    String seenFor(String identity) {
        return "authentication of '" + identity + " with " + scheme + "($| successful)";
    }

    /** How this end signs. */
    SignatureSchemes schemes() {
        return switch (this) {
            case RSA_PKCS1 -> SignatureSchemes.parse("rsa-sha256");
            case RSA_OLD -> SignatureSchemes.parse("rsa-sha1");
            default -> SignatureSchemes.DEFAULT;
        };
    }

    Daemon daemon() {
        return switch (this) {
            case RSA_OLD, ECDSA_256_OLD, ECDSA_384_OLD, ECDSA_521_OLD -> Daemon.PLAIN_SIGNATURES;
            default -> Daemon.USUAL;
        };
    }
}
