package org.waywiser.lab.interop;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.keys.credentials.LaboratoryKey;
import org.waywiser.keys.credentials.LaboratoryRevocations;
import org.waywiser.lab.peers.Settings;
import org.waywiser.protocol.ike.PpkPolicy;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.CertificateAuthenticator;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PeerVerifier;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.security.ike.auth.PostQuantumKeys.Ppk;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.RevocationPolicy;
import org.waywiser.security.ike.auth.Revocations;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.security.ike.auth.TrustedAuthorities;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/** What both ends of a row know, and with what flaw. */
final class Credentials {
    static final Identification OURS = Identities.parse("waywiser.lab.example");
    static final Identification THEIRS = Identities.parse("charon.lab.example");
    private static final Identification ANOTHER = Identities.parse("another.lab.example");
    static final String PPK = "ppk@lab.example";
    private static final String PPK_SECRET = "00112233445566778899aabbccddeeff".repeat(2);
    private static final String KEY = "a shared laboratory secret";

    private final Case row;
    private final Instant now = Instant.now();
    private final LaboratoryKey kind;
    private final LaboratoryCa root;
    private final LaboratoryCa stranger;
    private final Optional<CertifiedKey> own;
    private final Optional<CertifiedKey> theirs;

    Credentials(Case row) {
        this.row = row;
        kind = row.proof().key().orElse(LaboratoryKey.P256);
        root = LaboratoryCa.create("Waywiser lab", kind, now);
        stranger = LaboratoryCa.create("Stranger", kind, now);
        own = row.proof().key().map(_ -> certified(OURS, Flaw.OURS_EXPIRED, Flaw.OURS_UNTRUSTED, Flaw.OURS_MISNAMED));
        theirs = row.proof()
                .key()
                .map(_ -> certified(THEIRS, Flaw.THEIRS_EXPIRED, Flaw.THEIRS_UNTRUSTED, Flaw.THEIRS_MISNAMED));
    }

    /** strongSwan's pre-shared keys. */
    Settings secrets() {
        String key = row.flaw() == Flaw.WRONG_KEY ? "another secret" : KEY;
        Settings quantum = Settings.NONE.in("ppk-lab", ppk -> ppk.set("id", PPK).set("secret", "0x" + PPK_SECRET));
        return quantum.in(
                "ike-lab",
                shared -> shared.set("id-a", Identities.text(THEIRS))
                        .set("id-b", Identities.text(OURS))
                        .set("secret", '"' + key + '"'));
    }

    /** strongSwan's certificates and keys, and its list of revoked ones. */
    Map<String, String> files() {
        if (theirs.isEmpty()) return Map.of();
        CertifiedKey certified = theirs.get();
        var files = new HashMap<>(Map.of(
                "private/charon.pem", LaboratoryCa.pem(certified.key()),
                "x509/charon.pem", LaboratoryCa.pem(certified.chain().getFirst()),
                "x509ca/root.pem", LaboratoryCa.pem(root.certificate())));
        if (row.flaw() == Flaw.OURS_REVOKED) files.put("x509crl/root.pem", LaboratoryRevocations.pem(revoked(own)));
        return files;
    }

    private X509CRL revoked(Optional<CertifiedKey> holder) {
        return LaboratoryRevocations.list(
                root, List.of(holder.orElseThrow().chain().getFirst()), now);
    }

    /** What this end shows of itself. */
    Authenticator authenticator() throws AuthenticationFailed {
        if (own.isEmpty()) return SharedKeyAuthenticator.towards(THEIRS, OURS, keys());
        CertifiedKey certified = own.get();
        var named = CertificateAuthenticator.of(certified.preferredIdentity(), certified.chain(), certified.key())
                .signing(row.proof().schemes());
        return new Calling(OURS, named);
    }

    /** Whom this end believes. */
    PeerVerifier verifier() {
        if (own.isEmpty()) return PeerPolicy.sharedKeys(keys());
        var revocations = row.flaw() == Flaw.THEIRS_REVOKED
                ? new Revocations(List.of(revoked(theirs)), List.of())
                : Revocations.NONE;
        var authorities = new TrustedAuthorities(List.of(root.certificate()), () -> revocations, RevocationPolicy.SOFT);
        PeerPolicy policy = PeerPolicy.certificates(authorities).expecting(THEIRS);
        return row.proof().schemes().rsaWithSha1() ? policy.allowingRsaWithSha1() : policy;
    }

    /** What RFC 8784 mixes in, at both ends. */
    static PpkPolicy ppk() {
        Octets name = Octets.of(PPK.getBytes(StandardCharsets.US_ASCII));
        return new PpkPolicy(
                new PostQuantumKeys(List.of(new Ppk(
                        Optional.empty(), name, Secret.owning(HexFormat.of().parseHex(PPK_SECRET))))),
                true);
    }

    private static PreSharedKeys keys() {
        return new PreSharedKeys(Map.of(THEIRS, Secret.of(KEY.getBytes(StandardCharsets.US_ASCII))), null);
    }

    /** Calls itself by a name, whatever the certificate says. */
    private record Calling(Identification identity, Authenticator proof) implements Authenticator {
        @Override
        public List<Certificate> certificates() {
            return proof.certificates();
        }

        @Override
        public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
                throws AuthenticationFailed {
            return proof.authenticate(signedOctets, prf, peerHashes);
        }
    }

    private CertifiedKey certified(Identification holder, Flaw expired, Flaw untrusted, Flaw misnamed) {
        LaboratoryCa issuer = row.flaw() == untrusted ? stranger : root;
        Identification name = row.flaw() == misnamed ? ANOTHER : holder;
        return row.flaw() == expired
                ? issuer.issue(names(name), now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)))
                : issuer.issue(kind, names(name), now);
    }

    /** One name, or so many that the certificates do not fit into a datagram. */
    private List<Identification> names(Identification first) {
        var names = new ArrayList<>(List.of(first));
        if (row.longChain()) {
            IntStream.range(0, 250)
                    .mapToObj(i -> Identities.parse("name-%03d.of.many.lab.example".formatted(i)))
                    .forEach(names::add);
        }
        return names;
    }
}
