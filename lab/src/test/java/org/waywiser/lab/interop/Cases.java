package org.waywiser.lab.interop;

import java.util.List;
import java.util.stream.Stream;
import org.waywiser.lab.peers.Laboratory.Way;

/** All rows of the table, in its order. */
final class Cases {
    /** Both ends hold the same keys. */
    static final List<Case> SOUND = List.of(
            Case.of("AES-GCM 128", "aes128gcm16-prfsha256-x25519"),
            Case.of("AES-GCM 192", "aes192gcm16-prfsha256-x25519"),
            Case.of("AES-GCM 256", "aes256gcm16-prfsha384-x25519"),
            Case.of("AES-CBC 128, HMAC-SHA2-256", "aes128-sha256-x25519"),
            Case.of("AES-CBC 192, HMAC-SHA2-384", "aes192-sha384-x25519"),
            Case.of("AES-CBC 256, HMAC-SHA2-512", "aes256-sha512-x25519"),
            Case.of("ChaCha20-Poly1305", "chacha20poly1305-prfsha256-x25519"),
            Case.of("group 14", "aes128gcm16-prfsha256-modp2048"),
            Case.of("group 15", "aes128gcm16-prfsha256-modp3072"),
            Case.of("group 16", "aes128gcm16-prfsha256-modp4096"),
            Case.of("group 17", "aes128gcm16-prfsha256-modp6144"),
            Case.of("group 18", "aes128gcm16-prfsha256-modp8192"),
            Case.of("group 19", "aes128gcm16-prfsha256-ecp256"),
            Case.of("group 20", "aes128gcm16-prfsha256-ecp384"),
            Case.of("group 21", "aes128gcm16-prfsha256-ecp521"),
            Case.of("group 31", "aes128gcm16-prfsha256-x25519"),
            Case.of("group 32", "aes128gcm16-prfsha256-x448"),
            Case.of("ECDSA P-256, digital signature").proving(Proof.ECDSA_256),
            Case.of("ECDSA P-256, method 9").proving(Proof.ECDSA_256_OLD),
            Case.of("deleted by the responder").deletedBy(Case.End.RESPONDER),
            Case.of("IPv6").over(Way.WIRE_IPV6),
            Case.of("other ports than 500").over(Way.WIRE_HIGH_PORTS).with(Daemon.HIGH_PORTS),
            Case.of("COOKIE demanded by strongSwan").with(Daemon.COOKIES));

    /** One end must not believe the other. */
    static final List<Case> REFUSED = Stream.of(Flaw.values())
            .filter(flaw -> flaw != Flaw.NONE)
            .map(Case::refused)
            .toList();

    private Cases() {}
}
