package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.waywiser.security.ike.auth.TestCertificates.NOW;
import static org.waywiser.security.ike.auth.TestCertificates.dns;
import static org.waywiser.security.ike.auth.TestCertificates.issue;
import static org.waywiser.security.ike.auth.TestCertificates.root;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.security.ike.auth.TestCertificates.Holder;
import org.waywiser.security.ike.auth.TestCertificates.Wish;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

/** Which certificates prove an identity, and which do not. */
@Rfc(value = 7296, section = "3.5")
@Rfc(value = 7296, section = "3.6")
class CertificateTest {
    private static final byte[] SIGNED = {1, 2, 3};
    private static final Identification PEER = Identities.parse("peer.example");

    private final Holder authority;
    private final Holder peer;

    CertificateTest() throws Exception {
        authority = root("CN=Laboratory");
        peer = issue(authority, Wish.of("CN=peer", dns("peer.example")));
    }

    @Test
    void acceptsACertificateThatNamesThePeer() throws Exception {
        var verified = verify(PEER, peer, peer.der());

        assertThat(verified).isEqualTo(new VerifiedPeer(PEER, AuthMethod.DIGITAL_SIGNATURE));
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        var expired = issue(
                authority,
                Wish.of("CN=peer", dns("peer.example")).valid(NOW.minus(Duration.ofDays(2)), NOW.minusSeconds(1)));

        assertThat(refusal(PEER, expired, expired.der()))
                .extracting(AuthenticationFailed::reason, Throwable::getMessage)
                .containsExactly(Reason.EXPIRED, "certificate of CN=peer has expired");
    }

    @Test
    void refusesACertificateThatIsNotValidYet() throws Exception {
        var early = issue(
                authority,
                Wish.of("CN=peer", dns("peer.example")).valid(NOW.plusSeconds(1), NOW.plus(Duration.ofDays(2))));

        assertThat(refusal(PEER, early, early.der()).reason()).isEqualTo(Reason.NOT_YET_VALID);
    }

    @Test
    void refusesAnAuthorityOutOfDate() throws Exception {
        var verifier = PeerPolicy.certificates(new TrustedAuthorities(List.of(authority.certificate())));
        var later = NOW.plus(Duration.ofDays(3));
        var fresh = issue(authority, Wish.of("CN=peer", dns("peer.example")).valid(NOW, NOW.plus(Duration.ofDays(9))));
        Authentication auth = sign(fresh, Set.of(2));

        var failed = catchThrowableOfType(
                AuthenticationFailed.class,
                () -> verifier.verify(PEER, List.of(fresh.payload()), auth, SIGNED, Prf.HMAC_SHA2_256, later));

        assertThat(failed.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(failed).hasMessage("certificate of CN=Laboratory has expired");
    }

    @Test
    void refusesAnUnknownAuthority() throws Exception {
        var stranger = issue(root("CN=Elsewhere"), Wish.of("CN=peer", dns("peer.example")));

        assertThat(refusal(PEER, stranger, stranger.der()))
                .extracting(AuthenticationFailed::reason, Throwable::getMessage)
                .containsExactly(
                        Reason.UNTRUSTED_ISSUER,
                        "certificate of CN=peer is issued by CN=Elsewhere, which leads to no trusted authority");
    }

    @Test
    void refusesAnAuthorityThatOnlyBearsATrustedName() throws Exception {
        var impostor = issue(root("CN=Laboratory"), Wish.of("CN=peer", dns("peer.example")));

        assertThat(refusal(PEER, impostor, impostor.der()).reason()).isEqualTo(Reason.UNTRUSTED_ISSUER);
    }

    @Test
    void refusesACertificateIssuedByOneThatIsNoAuthority() throws Exception {
        var leafOfLeaf = issue(peer, Wish.of("CN=other", dns("other.example")));

        assertThat(refusal(Identities.parse("other.example"), leafOfLeaf, leafOfLeaf.der(), peer.der())
                        .reason())
                .isEqualTo(Reason.UNTRUSTED_ISSUER);
    }

    @Test
    void acceptsIntermediatesInAnyOrderAmongOthersThatDoNotMatter() throws Exception {
        var upper = issue(authority, Wish.of("CN=upper").ofAuthority());
        var lower = issue(upper, Wish.of("CN=lower").ofAuthority());
        var deep = issue(lower, Wish.of("CN=peer", dns("peer.example")));

        assertThat(verify(PEER, deep, deep.der(), upper.der(), lower.der())).isNotNull();
        assertThat(verify(PEER, deep, deep.der(), lower.der(), upper.der())).isNotNull();
        assertThat(verify(PEER, deep, deep.der(), lower.der(), authority.der(), upper.der()))
                .isNotNull();
        assertThat(refusal(PEER, deep, deep.der(), upper.der()).reason()).isEqualTo(Reason.UNTRUSTED_ISSUER);
    }

    @Test
    void endsOnCertificatesThatIssueEachOtherInACircle() throws Exception {
        var one = issue(root("CN=B"), Wish.of("CN=A").ofAuthority());
        var two = issue(root("CN=A"), Wish.of("CN=B").ofAuthority());
        var leaf = issue(one, Wish.of("CN=peer", dns("peer.example")));

        assertThat(refusal(PEER, leaf, leaf.der(), one.der(), two.der()).reason())
                .isEqualTo(Reason.UNTRUSTED_ISSUER);
    }

    @ParameterizedTest
    @CsvSource({
        "other.example,false",
        "PEER.Example,true",
        "email:peer@example.org,true",
        "email:peer@EXAMPLE.org,true",
        "email:Peer@example.org,false",
        "192.0.2.7,true",
        "192.0.2.8,false",
        "2001:db8::7,true",
        "2001:db8::8,false",
        "'dn:CN=peer, O=Lab',true",
        "'dn:CN=peer, O=Other',false",
        "dn:CN=peer.example,false",
        "host.wild.example,false",
        "keyid:706565722e6578616d706c65,false",
        "'dn:O=Lab, CN=peer',true",
        "'dn:O=lab, CN= PEER',true",
        "'dn:O=Lab, CN=peer, C=DE',false",
    })
    void matchesTheIdentityAgainstTheNamesOfTheCertificate(String identity, boolean named) throws Exception {
        var many = issue(
                authority,
                Wish.of(
                        "CN=peer, O=Lab",
                        dns("peer.example"),
                        dns("*.wild.example"),
                        new GeneralName(GeneralName.rfc822Name, "peer@example.org"),
                        new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
                        new GeneralName(GeneralName.iPAddress, "2001:db8::7")));
        Identification claimed = Identities.parse(identity);

        if (named) {
            assertThat(verify(claimed, many, many.der()).identity()).isEqualTo(claimed);
        } else {
            assertThat(refusal(claimed, many, many.der()).reason()).isEqualTo(Reason.NAME_MISMATCH);
        }
    }

    @Test
    void aKeyIdIsTheSubjectKeyIdentifier() throws Exception {
        byte[] extension = peer.certificate().getExtensionValue("2.5.29.14");
        var identifier = Octets.of(Arrays.copyOfRange(extension, 4, extension.length));
        var keyId = new Identification(IdType.KEY_ID, identifier);
        var shorter = new Identification(IdType.KEY_ID, identifier.slice(0, 19));

        assertThat(verify(keyId, peer, peer.der()).identity()).isEqualTo(keyId);
        assertThat(refusal(shorter, peer, peer.der()).reason()).isEqualTo(Reason.NAME_MISMATCH);
        assertThat(refusal(new Identification(IdType.KEY_ID, Octets.EMPTY), peer, peer.der())
                        .reason())
                .isEqualTo(Reason.NAME_MISMATCH);
    }

    @Test
    void showsADistinguishedNameAsTheCertificateHasIt() throws Exception {
        var named = issue(authority, Wish.of("CN=Peer, O=Lab, C=DE"));
        Identification subject = Identities.of(named.certificate().getSubjectX500Principal());

        for (String written : List.of("C=DE, O=Lab, CN=peer", "cn=Peer,o=lab,c=de")) {
            var own = Identities.parse(written);
            assertThat(CertificateAuthenticator.of(own, List.of(named.certificate()), named.key())
                            .identity())
                    .isEqualTo(subject);
        }
    }

    @Test
    void aCommonNameIsNoDomainName() throws Exception {
        var nameless = issue(authority, Wish.of("CN=peer.example"));

        assertThat(refusal(PEER, nameless, nameless.der()).reason()).isEqualTo(Reason.NAME_MISMATCH);
    }

    @Test
    void prefersTheDomainNameAsItsOwnIdentity() throws Exception {
        assertThat(CertificateNames.preferred(peer.certificate())).isEqualTo(PEER);
        assertThat(Identities.text(CertificateNames.preferred(authority.certificate())))
                .isEqualTo("CN=Laboratory");
    }

    @Test
    void refusesACertificateThatIsNotForSignatures() throws Exception {
        var forAgreement =
                issue(authority, Wish.of("CN=peer", dns("peer.example")).usage(KeyUsage.keyAgreement));

        assertThat(refusal(PEER, forAgreement, forAgreement.der()).reason()).isEqualTo(Reason.WRONG_USAGE);
    }

    @Test
    @Rfc(value = 4945, section = "5.1.3.12")
    void acceptsCertificatesForIkeOrAnythingAndThoseOfPublicAuthorities() throws Exception {
        for (KeyPurposeId purpose : List.of(
                KeyPurposeId.id_kp_ipsecIKE,
                KeyPurposeId.anyExtendedKeyUsage,
                KeyPurposeId.id_kp_serverAuth,
                KeyPurposeId.id_kp_clientAuth,
                KeyPurposeId.id_kp_ipsecEndSystem)) {
            var holder = issue(
                    authority,
                    Wish.of("CN=peer", dns("peer.example")).purposes(KeyPurposeId.id_kp_codeSigning, purpose));
            assertThat(verify(PEER, holder, holder.der())).isNotNull();
        }
    }

    @Test
    @Rfc(value = 4945, section = "5.1.3.12")
    void refusesACertificateForOtherPurposesOnly() throws Exception {
        var forCode =
                issue(authority, Wish.of("CN=peer", dns("peer.example")).purposes(KeyPurposeId.id_kp_codeSigning));

        assertThat(refusal(PEER, forCode, forCode.der()))
                .extracting(AuthenticationFailed::reason, Throwable::getMessage)
                .containsExactly(Reason.WRONG_USAGE, "certificate of CN=peer is not for IKE but for other purposes");
    }

    @Test
    void aCertificateTrustedAsItIsVouchesForItselfAlone() throws Exception {
        var alone = root("CN=alone"); // an authority by its extensions
        var selfSigned = TestCertificates.selfSigned(Wish.of("CN=self", dns("peer.example")));
        var below = issue(selfSigned, Wish.of("CN=below", dns("peer.example")));
        var verifier =
                PeerPolicy.certificates(new TrustedAuthorities(List.of(alone.certificate(), selfSigned.certificate())));

        assertThat(verifier.verify(
                        PEER,
                        List.of(selfSigned.payload()),
                        sign(selfSigned, Set.of(2)),
                        SIGNED,
                        Prf.HMAC_SHA2_256,
                        NOW))
                .isNotNull();
        Authentication auth = sign(below, Set.of(2));
        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> verifier.verify(
                                        PEER, List.of(below.payload()), auth, SIGNED, Prf.HMAC_SHA2_256, NOW))
                        .reason())
                .isEqualTo(Reason.UNTRUSTED_ISSUER);
    }

    @Test
    void refusesMissingAndMalformedCertificates() throws Exception {
        assertThat(refusal(PEER, peer).reason()).isEqualTo(Reason.NO_CERTIFICATE);
        assertThat(refusal(PEER, peer, Octets.EMPTY).reason()).isEqualTo(Reason.MALFORMED_CERTIFICATE);
        assertThat(refusal(PEER, peer, peer.der().concat(Octets.zeros(1))).reason())
                .isEqualTo(Reason.MALFORMED_CERTIFICATE);
        Octets cut = peer.der().slice(0, peer.der().length() - 1);
        assertThat(refusal(PEER, peer, cut).reason()).isEqualTo(Reason.MALFORMED_CERTIFICATE);
        assertThat(refusal(PEER, peer, peer.der(), Octets.hex("3000")).reason())
                .isEqualTo(Reason.MALFORMED_CERTIFICATE);
    }

    @Test
    void refusesEachFlippedBitOfTheCertificate() throws Exception {
        byte[] der = peer.der().toByteArray();
        // the count of unused bits before the signature: of no effect where those bits are zero anyway
        int unusedBits = der.length - peer.certificate().getSignature().length - 1;
        for (int i = 0; i < der.length; i++) {
            if (i == unusedBits) continue;
            byte[] flipped = der.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertThat(refusal(PEER, peer, Octets.of(flipped))).as("octet " + i).isNotNull();
        }
    }

    @Test
    void refusesTheCertificateOfSomeoneElse() throws Exception {
        var other = issue(authority, Wish.of("CN=other", dns("other.example")));

        assertThat(refusal(PEER, other, peer.der()).reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }

    private VerifiedPeer verify(Identification claimed, Holder signer, Octets... certificates) throws Exception {
        var verifier = PeerPolicy.certificates(new TrustedAuthorities(List.of(authority.certificate())));
        return verifier.verify(
                claimed,
                Arrays.stream(certificates).map(Certificate::x509).toList(),
                sign(signer, Set.of(2)),
                SIGNED,
                Prf.HMAC_SHA2_256,
                NOW);
    }

    private AuthenticationFailed refusal(Identification claimed, Holder signer, Octets... certificates) {
        return catchThrowableOfType(AuthenticationFailed.class, () -> verify(claimed, signer, certificates));
    }

    private static Authentication sign(Holder signer, Set<Integer> hashes) throws AuthenticationFailed {
        Identification own = CertificateNames.preferred(signer.certificate());
        return CertificateAuthenticator.of(own, List.of(signer.certificate()), signer.key())
                .authenticate(SIGNED, Prf.HMAC_SHA2_256, hashes);
    }
}
