package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.waywiser.security.ike.auth.TestCertificates.NOW;
import static org.waywiser.security.ike.auth.TestCertificates.dns;
import static org.waywiser.security.ike.auth.TestCertificates.issue;
import static org.waywiser.security.ike.auth.TestCertificates.root;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.security.ike.auth.TestCertificates.Holder;
import org.waywiser.security.ike.auth.TestCertificates.Wish;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/** How signatures are written and read. */
@Rfc(value = 7427, section = "3")
@Rfc(value = 7427, section = "4")
class DigitalSignatureTest {
    private static final byte[] SIGNED = "signed octets".getBytes(StandardCharsets.US_ASCII);
    private static final Identification PEER = Identities.parse("peer.example");
    private static final Prf PRF = Prf.HMAC_SHA2_256;

    private final Holder authority;
    private final Holder peer;
    private final PeerVerifier verifier;

    DigitalSignatureTest() throws Exception {
        authority = root("CN=Laboratory");
        peer = issue(authority, Wish.of("CN=peer", dns("peer.example")));
        verifier = trusting(authority.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"i", "r"})
    @Rfc(value = 7296, section = "2.15")
    void acceptsTheRecordedSignaturesOfBothEnds(String end) throws Exception {
        Vectors recorded = Vectors.read("/rfc7296/recorded-ecdsa.txt");
        Octets certificate = Octets.of(recorded.octets("certificate_" + end));
        Identification claimed = Identities.parse(end.equals("i") ? "b.lab.example" : "a.lab.example");
        var auth = new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.of(recorded.octets("auth_" + end)));
        Instant then = read(certificate).getNotBefore().toInstant().plusSeconds(60);

        var verified = trusting(read(Octets.of(recorded.octets("ca_certificate"))))
                .verify(
                        claimed,
                        List.of(Certificate.x509(certificate)),
                        auth,
                        recorded.octets("signed_octets_" + end),
                        PRF,
                        then);

        assertThat(verified.identity()).isEqualTo(claimed);
    }

    @Test
    @Rfc(value = 7296, section = "3.7")
    void namesAnAuthorityAsTheRecordedCertificateRequestDoes() throws Exception {
        Octets authorityDer =
                Octets.of(Vectors.read("/rfc7296/recorded-ecdsa.txt").octets("ca_certificate"));
        String request = Vectors.read("/rfc7296/recorded-psk.txt").text("ike_auth_request_plaintext");

        assertThat(trusting(read(authorityDer)).certificateRequests())
                .singleElement()
                .satisfies(r -> assertThat(request).contains("0019" + "04" + r.authorities()));
    }

    @ParameterizedTest
    @CsvSource({"2,SHA256withECDSA,02", "3,SHA384withECDSA,03", "4,SHA512withECDSA,04"})
    void signsWithAHashOfThePeersAndNamesIt(int hash, String algorithm, String last) throws Exception {
        Authentication auth = authenticator().authenticate(SIGNED, PRF, Set.of(hash, 1, 5, 4711));

        assertThat(auth.method()).isEqualTo(AuthMethod.DIGITAL_SIGNATURE);
        assertThat(auth.data().slice(0, 13)).hasToString("0c300a06082a8648ce3d0403" + last);
        Signature check = Signature.getInstance(algorithm);
        check.initVerify(peer.keys().getPublic());
        check.update(SIGNED);
        assertThat(check.verify(auth.data().slice(13, auth.data().length()).toByteArray()))
                .isTrue();
        assertThat(verify(auth).method()).isEqualTo(AuthMethod.DIGITAL_SIGNATURE);
    }

    @Test
    void prefersSha256ForP256() throws Exception {
        assertThat(authenticator()
                        .authenticate(SIGNED, PRF, Set.of(4, 3, 2))
                        .data()
                        .slice(0, 13))
                .hasToString("0c300a06082a8648ce3d040302");
        assertThat(trusting(authority.certificate()).signatureHashes()).containsExactly(2, 3, 4, 5);
        assertThat(PeerPolicy.sharedKeys(PreSharedKeys.forAnyPeer(Secret.of(SIGNED)))
                        .signatureHashes())
                .containsExactly(2, 3, 4);
    }

    @Test
    void doesNotSignForAPeerThatAcceptsNoneOfOurHashes() {
        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> authenticator().authenticate(SIGNED, PRF, Set.of(1, 5)))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @Test
    @Rfc(value = 4754, section = "7")
    void signsAndAcceptsPlainEcdsaWithPeersThatKnowNoHashList() throws Exception {
        Authentication auth = authenticator().authenticate(SIGNED, PRF, Set.of());

        assertThat(auth.method()).isEqualTo(AuthMethod.ECDSA_256);
        assertThat(auth.data().length()).isEqualTo(64);
        assertThat(verify(auth).method()).isEqualTo(AuthMethod.ECDSA_256);
        for (int length : new int[] {0, 63, 65}) {
            Octets other = auth.data().concat(Octets.zeros(1)).slice(0, length);
            assertThat(refusal(new Authentication(AuthMethod.ECDSA_256, other)).reason())
                    .isEqualTo(Reason.BAD_SIGNATURE);
        }
    }

    @Test
    @Rfc(value = 4754, section = "8.1")
    void acceptsTheSignatureOfTheStandard() throws Exception {
        Vectors vector = Vectors.read("/rfc4754/ecdsa-256.txt");
        var point =
                new ECPoint(new BigInteger(1, vector.octets("public_x")), new BigInteger(1, vector.octets("public_y")));
        var curve = ((ECPublicKey) peer.keys().getPublic()).getParams();
        var publicKey = KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
        var holder = issue(
                authority,
                Wish.of("CN=peer", dns("peer.example")),
                new KeyPair(publicKey, peer.keys().getPrivate()));
        Octets signature = Octets.of(vector.octets("r")).concat(Octets.of(vector.octets("s")));

        var auth = new Authentication(AuthMethod.ECDSA_256, signature);

        assertThat(verifier.verify(PEER, List.of(holder.payload()), auth, vector.octets("message"), PRF, NOW))
                .isNotNull();
    }

    @Test
    @Rfc(value = 4754, section = "4")
    void plainEcdsa256NeedsAKeyOnItsCurve() throws Exception {
        var other = issue(authority, Wish.of("CN=peer", dns("peer.example")), TestCertificates.ec("secp384r1"));
        var auth = new Authentication(AuthMethod.ECDSA_256, Octets.zeros(64));

        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> verifier.verify(PEER, List.of(other.payload()), auth, SIGNED, PRF, NOW))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @Test
    void refusesEachFlippedBitOfTheSignature() throws Exception {
        byte[] data =
                authenticator().authenticate(SIGNED, PRF, Set.of(2)).data().toByteArray();
        for (int i = 0; i < data.length; i++) {
            byte[] flipped = data.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            var auth = new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.of(flipped));
            assertThat(refusal(auth).reason()).isIn(Reason.BAD_SIGNATURE, Reason.UNSUPPORTED_ALGORITHM);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0c", "0c300a06082a8648ce3d0403", "ff00"})
    void refusesAuthenticationDataCutShort(String hex) {
        var auth = new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.hex(hex));

        assertThat(refusal(auth).reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // no identifier
                "09300706052b0e03021a00", // a bare hash
                "0b300906072a8648ce3d0401", // ECDSA with SHA-1
                "0f300d06092a864886f70d01010505000000", // RSA with SHA-1
                "0e300c06082a8648ce3d040302050000" // ECDSA with parameters
            })
    void refusesSignatureAlgorithmsWeDidNotAskFor(String hex) {
        var auth = new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.hex(hex));

        assertThat(refusal(auth).reason()).isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @Test
    void refusesAnEcdsaSignatureForAnRsaCertificate() throws Exception {
        var rsa = issue(authority, Wish.of("CN=peer", dns("peer.example")), TestCertificates.rsa());
        Authentication auth = authenticator().authenticate(SIGNED, PRF, Set.of(2));

        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> verifier.verify(PEER, List.of(rsa.payload()), auth, SIGNED, PRF, NOW))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @Test
    void refusesToBeginWithACertificateThatDoesNotFitItsKeyOrIdentity() throws Exception {
        var other = issue(authority, Wish.of("CN=other", dns("other.example")));

        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> CertificateAuthenticator.of(PEER, List.of(peer.certificate()), other.key()))
                        .reason())
                .isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> CertificateAuthenticator.of(PEER, List.of(other.certificate()), other.key()))
                        .reason())
                .isEqualTo(Reason.NAME_MISMATCH);
    }

    @Test
    @Rfc(value = 7296, section = "3.6")
    void sendsItsOwnCertificateFirst() throws Exception {
        var middle = issue(authority, Wish.of("CN=middle").ofAuthority());
        var own = issue(middle, Wish.of("CN=peer", dns("peer.example")));

        var authenticator =
                CertificateAuthenticator.of(PEER, List.of(own.certificate(), middle.certificate()), own.key());

        assertThat(authenticator.certificates()).containsExactly(own.payload(), middle.payload());
    }

    private Authenticator authenticator() throws AuthenticationFailed {
        return CertificateAuthenticator.of(PEER, List.of(peer.certificate()), peer.key());
    }

    private VerifiedPeer verify(Authentication auth) throws Exception {
        return verifier.verify(PEER, List.of(peer.payload()), auth, SIGNED, PRF, NOW);
    }

    private AuthenticationFailed refusal(Authentication auth) {
        return catchThrowableOfType(AuthenticationFailed.class, () -> verify(auth));
    }

    private static PeerVerifier trusting(X509Certificate authority) {
        return PeerPolicy.certificates(new TrustedAuthorities(List.of(authority)));
    }

    private static X509Certificate read(Octets der) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
    }
}
