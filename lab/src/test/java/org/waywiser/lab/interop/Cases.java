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
            Case.of("RSA-2048, PSS", Proof.RSA_PSS),
            Case.of("RSA-2048, PKCS#1", Proof.RSA_PKCS1),
            Case.of("RSA-2048, method 1", Proof.RSA_OLD),
            Case.of("ECDSA P-256", Proof.ECDSA_256),
            Case.of("ECDSA P-384", Proof.ECDSA_384),
            Case.of("ECDSA P-521", Proof.ECDSA_521),
            Case.of("ECDSA P-256, method 9", Proof.ECDSA_256_OLD),
            Case.of("ECDSA P-384, method 10", Proof.ECDSA_384_OLD),
            Case.of("ECDSA P-521, method 11", Proof.ECDSA_521_OLD),
            Case.of("Ed25519", Proof.EDDSA_25519),
            Case.of("Ed448", Proof.EDDSA_448),
            Case.of("post-quantum pre-shared key").withPpk().seen("using PPK for PPK_ID 'ppk@lab.example'"),
            Case.of("two intermediate certificates", Proof.ECDSA_256)
                    .holding(Papers.INTERMEDIATES)
                    .seen(
                            "received issuer cert \"CN=upper of waywiser.lab.example\"",
                            "received issuer cert \"CN=lower of waywiser.lab.example\"",
                            "sending issuer cert \"CN=upper of charon.lab.example\"",
                            "sending issuer cert \"CN=lower of charon.lab.example\""),
            Case.of("two certificates, one that CERTREQ asks for", Proof.ECDSA_256)
                    .holding(Papers.TWO_EACH),
            Case.of("their certificate is good (OCSP)", Proof.ECDSA_256).holding(Papers.OCSP),
            child("child, AES-GCM 128", "aes128gcm16"),
            child("child, AES-GCM 256", "aes256gcm16"),
            child("child, AES-CBC 256, HMAC-SHA2-256", "aes256-sha256"),
            child("child, ChaCha20-Poly1305", "chacha20poly1305"),
            child("child, post-quantum pre-shared key", "aes128gcm16").withPpk(),
            child("child rekeyed by us", "aes256-sha256").then(Course.CHILD_REKEYED_BY_US),
            child("child rekeyed by strongSwan", "aes256-sha256").then(Course.CHILD_REKEYED_BY_THEM),
            child("child rekeyed by both at once", "aes256-sha256").then(Course.CHILD_REKEYED_BY_BOTH),
            child("child rekeyed by us, with INVALID_KE_PAYLOAD", "aes256-sha256-ecp384-x25519", "aes256-sha256-x25519")
                    .then(Course.CHILD_REKEYED_BY_US)
                    .seen("generating CREATE_CHILD_SA response \\d+ \\[ N\\(INVAL_KE\\) ]"),
            child(
                            "child rekeyed by strongSwan, with INVALID_KE_PAYLOAD",
                            "aes256-sha256-ecp384-x25519",
                            "aes256-sha256-x25519")
                    .then(Course.CHILD_REKEYED_BY_THEM)
                    .seen("parsed CREATE_CHILD_SA response \\d+ \\[ N\\(INVAL_KE\\) ]"),
            child("child rekeyed by us in vain", "aes256-sha256-ecp384", "aes256-sha256-x25519")
                    .then(Course.CHILD_REKEYED_IN_VAIN_BY_US),
            child("child rekeyed by strongSwan in vain", "aes256-sha256-ecp384", "aes256-sha256-x25519")
                    .then(Course.CHILD_REKEYED_IN_VAIN_BY_THEM),
            child("child deleted by us", "aes256-sha256").then(Course.CHILD_DELETED_BY_US),
            child("child deleted by strongSwan", "aes256-sha256").then(Course.CHILD_DELETED_BY_THEM),
            child("reauthenticated by us, with child", "aes256-sha256").then(Course.REAUTHENTICATED_BY_US),
            child("reauthenticated by strongSwan, break before make", "aes256-sha256")
                    .then(Course.REAUTHENTICATED_BY_THEM)
                    .seen("queueing IKE_REAUTH task"),
            child("reauthenticated by strongSwan, make before break", "aes256-sha256")
                    .with(Daemon.CHILDREN_MAKE_BEFORE_BREAK)
                    .then(Course.REAUTHENTICATED_BY_THEM)
                    .seen("queueing IKE_REAUTH_COMPLETE task"),
            Case.of("reauthenticated by us").then(Course.REAUTHENTICATED_BY_US),
            Case.of("deleted by the responder").then(Course.DELETED_BY_RESPONDER),
            Case.of("IKE SA rekeyed by us").then(Course.IKE_REKEYED_BY_US),
            Case.of("IKE SA rekeyed by strongSwan").then(Course.IKE_REKEYED_BY_THEM),
            Case.of("IKE SA rekeyed by both at once").then(Course.IKE_REKEYED_BY_BOTH),
            Case.of("INVALID_KE_PAYLOAD from the responder")
                    .asking("aes128gcm16-prfsha256-ecp384-x25519")
                    .seen("IKE_SA_INIT response 0 \\[ N\\(INVAL_KE\\) ]"),
            Case.of("strongSwan asks whether we are there").then(Course.IDLE),
            Case.of("we restart (INITIAL_CONTACT)")
                    .then(Course.WE_RESTART)
                    .seen("destroying duplicate IKE_SA for peer .*, received INITIAL_CONTACT"),
            Case.of("strongSwan restarts (INITIAL_CONTACT)")
                    .then(Course.STRONGSWAN_RESTARTS)
                    .seen("generating IKE_AUTH request 1 \\[ .*N\\(INIT_CONTACT\\)"),
            Case.of("strongSwan killed, and missed").then(Course.STRONGSWAN_KILLED),
            Case.of("we vanish, and are missed").with(Daemon.IMPATIENT).then(Course.WE_VANISH),
            Case.of("IPv6").over(Way.WIRE_IPV6),
            Case.of("other ports than 500").over(Way.WIRE_HIGH_PORTS).with(Daemon.HIGH_PORTS),
            Case.of("NAT in front of us")
                    .over(Way.WE_ARE_HIDDEN)
                    .seen("remote host is behind NAT", "from 10.213.2.2\\[4500] to 10.213.2.1\\["),
            Case.of("NAT in front of strongSwan")
                    .over(Way.THEY_ARE_HIDDEN)
                    .seen("local host is behind NAT", "from 192.168.14.2\\[4500] to 10.213.3.2\\[4500]"),
            Case.of("certificates of 8 kB, fragmented", Proof.ECDSA_256)
                    .holding(Papers.LONG)
                    .seen(
                            "splitting IKE message \\([89]\\d{3} bytes",
                            "reassembled fragmented IKE message \\([89]\\d{3} bytes"),
            Case.of("COOKIE demanded by the responder")
                    .with(Daemon.COOKIES)
                    .seen("IKE_SA_INIT response 0 \\[ N\\(COOKIE\\) ]"));

    /** One end must not believe the other. */
    static final List<Case> REFUSED = Stream.of(Flaw.values())
            .filter(flaw -> flaw != Flaw.NONE)
            .map(Case::of)
            .toList();

    private Cases() {}

    private static Case child(String name, String asked, String accepted) {
        return Case.of(name).withChild(asked, accepted);
    }

    private static Case child(String name, String esp) {
        return Case.of(name).withChild(esp);
    }
}
