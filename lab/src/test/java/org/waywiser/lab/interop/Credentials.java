package org.waywiser.lab.interop;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
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
import org.waywiser.security.ike.auth.CertificateChoice;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PeerVerifier;
import org.waywiser.security.ike.auth.PeerWishes;
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
    /** None with a shared key; else the last is the one that the other end has to see. */
    private final List<CertifiedKey> own;

    private final List<CertifiedKey> theirs;

    Credentials(Case row) {
        this.row = row;
        kind = row.proof().key().orElse(LaboratoryKey.P256);
        root = LaboratoryCa.create("Waywiser lab", kind, now);
        stranger = LaboratoryCa.create("Stranger", kind, now);
        own = certified(OURS, Flaw.OURS_EXPIRED, Flaw.OURS_UNTRUSTED, Flaw.OURS_MISNAMED);
        theirs = certified(THEIRS, Flaw.THEIRS_EXPIRED, Flaw.THEIRS_UNTRUSTED, Flaw.THEIRS_MISNAMED);
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
        var files = new HashMap<>(Map.of("x509ca/root.pem", LaboratoryCa.pem(root.certificate())));
        for (int i = 0; i < theirs.size(); i++) {
            files.put(
                    "private/" + theirFiles().get(i),
                    LaboratoryCa.pem(theirs.get(i).key()));
            List<X509Certificate> chain = theirs.get(i).chain();
            files.put("x509/" + theirFiles().get(i), LaboratoryCa.pem(chain.getFirst()));
            for (int j = 1; j < chain.size(); j++) files.put("x509ca/" + j + ".pem", LaboratoryCa.pem(chain.get(j)));
        }
        if (row.flaw() == Flaw.OURS_REVOKED) files.put("x509crl/root.pem", LaboratoryRevocations.pem(revoked(own)));
        return files;
    }

    /** Names of strongSwan's certificates, in its order of preference. */
    List<String> theirFiles() {
        return IntStream.range(0, theirs.size())
                .mapToObj(i -> "charon-" + i + ".pem")
                .toList();
    }

    private X509CRL revoked(List<CertifiedKey> holder) {
        return LaboratoryRevocations.list(root, List.of(holder.getLast().chain().getFirst()), now);
    }

    /** What this end shows of itself. */
    Authenticator authenticator() throws AuthenticationFailed {
        if (own.isEmpty()) return SharedKeyAuthenticator.towards(THEIRS, OURS, keys());
        var choice = new ArrayList<CertificateAuthenticator>();
        for (CertifiedKey certified : own) {
            choice.add(CertificateAuthenticator.of(certified.preferredIdentity(), certified.chain(), certified.key())
                    .signing(row.proof().schemes())
                    .under(List.of(root.certificate(), stranger.certificate())));
        }
        return new Calling(OURS, new CertificateChoice(choice));
    }

    /** Whom this end believes. */
    PeerVerifier verifier() {
        if (own.isEmpty()) return PeerPolicy.sharedKeys(keys());
        Revocations revocations = revocations();
        var policy = row.papers() == Papers.OCSP ? RevocationPolicy.HARD : RevocationPolicy.SOFT;
        var authorities = new TrustedAuthorities(List.of(root.certificate()), () -> revocations, policy);
        PeerPolicy peer = PeerPolicy.certificates(authorities).expecting(THEIRS);
        return row.proof().schemes().rsaWithSha1() ? peer.allowingRsaWithSha1() : peer;
    }

    /** What is known here of their certificate. */
    private Revocations revocations() {
        if (row.flaw() == Flaw.THEIRS_REVOKED) return new Revocations(List.of(revoked(theirs)), List.of());
        if (row.papers() != Papers.OCSP || row.flaw() == Flaw.THEIRS_UNKNOWN) return Revocations.NONE;
        X509Certificate certificate = theirs.getLast().chain().getFirst();
        boolean revoked = row.flaw() == Flaw.THEIRS_REVOKED_OCSP;
        return new Revocations(List.of(), List.of(LaboratoryRevocations.response(root, certificate, revoked, now)));
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
        public Authenticator towards(PeerWishes wishes) {
            return new Calling(identity, proof.towards(wishes));
        }

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

    private List<CertifiedKey> certified(Identification holder, Flaw expired, Flaw untrusted, Flaw misnamed) {
        if (row.proof().key().isEmpty()) return List.of();
        LaboratoryCa issuer = row.flaw() == untrusted ? stranger : root;
        Identification name = row.flaw() == misnamed ? ANOTHER : holder;
        if (row.flaw() == expired) {
            return List.of(issuer.issue(names(name), now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1))));
        }
        if (row.papers() == Papers.INTERMEDIATES) {
            String owner = Identities.text(holder);
            issuer = root.intermediate("upper of " + owner, now).intermediate("lower of " + owner, now);
        }
        CertifiedKey known = issuer.issue(kind, names(name), now);
        return row.papers() == Papers.TWO_EACH
                ? List.of(stranger.issue(kind, names(name), now), known)
                : List.of(known);
    }

    /** One name, or so many that the certificates do not fit into a datagram. */
    private List<Identification> names(Identification first) {
        var names = new ArrayList<>(List.of(first));
        if (row.papers() == Papers.LONG) {
            IntStream.range(0, 250)
                    .mapToObj(i -> Identities.parse("name-%03d.of.many.lab.example".formatted(i)))
                    .forEach(names::add);
        }
        return names;
    }
}
