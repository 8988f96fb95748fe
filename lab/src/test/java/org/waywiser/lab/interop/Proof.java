package org.waywiser.lab.interop;

import org.waywiser.lab.peers.Settings;

/** How both ends prove who they are, in strongSwan's words. */
enum Proof {
    SHARED_KEY("psk", "pre-shared key"),
    ECDSA_256("pubkey", "ECDSA_WITH_SHA256_DER"),
    /** Method 9, RFC 4754. */
    ECDSA_256_OLD("pubkey", "ECDSA-256 signature");

    private final String auth;
    private final String scheme;

    Proof(String auth, String scheme) {
        this.auth = auth;
        this.scheme = scheme;
    }

    /** How strongSwan logs that it believed us. */
    String seen() {
        return "authentication of 'waywiser.lab.example' with " + scheme + " successful";
    }

    boolean certified() {
        return this != SHARED_KEY;
    }

    /** For the end that proves itself so. */
    Settings local(Settings end) {
        Settings proving = end.set("auth", auth);
        return certified() ? proving.set("certs", "charon.pem") : proving;
    }

    /** For the end that believes it. */
    Settings remote(Settings end) {
        Settings believing = end.set("auth", auth);
        return certified() ? believing.set("cacerts", "ca.pem") : believing;
    }

    Daemon daemon() {
        return this == ECDSA_256_OLD ? Daemon.PLAIN_SIGNATURES : Daemon.USUAL;
    }
}
