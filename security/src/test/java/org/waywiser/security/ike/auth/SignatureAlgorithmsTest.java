package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.waywiser.security.ike.auth.TestCertificates.NOW;
import static org.waywiser.security.ike.auth.TestCertificates.dns;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.security.ike.auth.TestCertificates.Holder;
import org.waywiser.security.ike.auth.TestCertificates.Wish;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Identification;

/** Each kind of key with each algorithm it signs by, both ways. */
@Rfc(value = 7427, section = "3")
@Rfc(value = 8247, section = "3")
class SignatureAlgorithmsTest {
    private static final byte[] SIGNED = "signed octets".getBytes(StandardCharsets.US_ASCII);
    private static final Identification PEER = Identities.parse("peer.example");
    private static final Prf PRF = Prf.HMAC_SHA2_256;
    private static final Vectors OPENSSL = Vectors.read("/rfc7427/openssl-signatures.txt");
    /** RFC 7427 appendix A.4.3, less its trailer field. */
    private static final String PSS_256 = "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
            + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120";

    private static final Map<String, KeyPair> KEYS = new HashMap<>();
    private static final Holder AUTHORITY = authority();

    private final PeerPolicy verifier =
            PeerPolicy.certificates(new TrustedAuthorities(List.of(AUTHORITY.certificate())));

    @ParameterizedTest
    @CsvSource({
        "rsa2048, 2 3 4 5, 433041",
        "p256, 4 3 2, 0c300a06082a8648ce3d040302",
        "p256, 4 3, 0c300a06082a8648ce3d040303",
        "p384, 2 3 4, 0c300a06082a8648ce3d040303",
        "p384, 2 4, 0c300a06082a8648ce3d040304",
        "p384, 2 1, 0c300a06082a8648ce3d040302",
        "p521, 2 3 4, 0c300a06082a8648ce3d040304",
        "p521, 2 3, 0c300a06082a8648ce3d040303",
        "ed25519, 2 3 4 5, 07300506032b6570",
        "ed448, 5, 07300506032b6571"
    })
    @Rfc(value = 7427, section = "4")
    @Rfc(value = 8420, section = "2")
    void signsWithTheHashOfThePeersThatSuitsTheKey(String kind, String hashes, String start) throws Exception {
        Holder peer = holder(kind);

        Authentication auth = signer(peer).authenticate(SIGNED, PRF, numbers(hashes));

        assertThat(auth.method()).isEqualTo(AuthMethod.DIGITAL_SIGNATURE);
        assertThat(auth.data().toString()).startsWith(start);
        assertThat(verify(peer, auth).method()).isEqualTo(AuthMethod.DIGITAL_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void signsWithEitherPaddingOfRsa(int hash) throws Exception {
        Holder peer = holder("rsa2048");
        for (String padding : List.of("rsa-pss-sha", "rsa-sha")) {
            var all = SignatureSchemes.parse(padding + "256, " + padding + "384, " + padding + "512");
            Authentication auth = signer(peer).signing(all).authenticate(SIGNED, PRF, Set.of(hash));
            assertThat(verify(peer, auth).identity()).isEqualTo(PEER);
        }
        assertThat(signer(peer)
                        .signing(SignatureSchemes.parse("rsa-sha256"))
                        .authenticate(SIGNED, PRF, Set.of(2, 3, 4))
                        .data()
                        .toString())
                .startsWith("0f300d06092a864886f70d01010b0500");
    }

    @ParameterizedTest
    @CsvSource({"p256, 9, 64", "p384, 10, 96", "p521, 11, 132"})
    @Rfc(value = 4754, section = "7")
    void signsPlainEcdsaForPeersWithoutHashes(String kind, int method, int octets) throws Exception {
        Holder peer = holder(kind);

        Authentication auth = signer(peer).authenticate(SIGNED, PRF, Set.of());

        assertThat(auth.method()).isEqualTo(new AuthMethod(method));
        assertThat(auth.data().length()).isEqualTo(octets);
        assertThat(verify(peer, auth).method()).isEqualTo(new AuthMethod(method));
        for (int other : new int[] {1, 9, 10, 11}) {
            if (other == method) continue;
            assertThat(refusal(peer, new Authentication(new AuthMethod(other), auth.data()))
                            .reason())
                    .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
        }
        assertThat(refusal(peer, new Authentication(auth.method(), auth.data().concat(Octets.zeros(1))))
                        .reason())
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    @Rfc(value = 7296, section = "3.8")
    void rsaWithSha1IsWrittenAndReadOnlyWhenAllowed() throws Exception {
        Holder peer = holder("rsa2048");
        Authentication old =
                signer(peer).signing(SignatureSchemes.parse("rsa-sha1")).authenticate(SIGNED, PRF, Set.of());

        assertThat(old.method()).isEqualTo(AuthMethod.RSA_SIGNATURE);
        assertThat(refusal(peer, old).reason()).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(verifier.allowingRsaWithSha1().verify(PEER, List.of(peer.payload()), old, SIGNED, PRF, NOW))
                .isNotNull();
        assertThat(unsigned(peer, Set.of()).reason()).isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA384withRSA", "SHA512withRSA"})
    @Rfc(value = 7296, section = "3.8")
    void method1IsReadWithSha2(String algorithm) throws Exception {
        Holder peer = holder("rsa2048");
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(peer.key());
        signature.update(SIGNED);

        var auth = new Authentication(AuthMethod.RSA_SIGNATURE, Octets.of(signature.sign()));

        assertThat(verify(peer, auth).method()).isEqualTo(AuthMethod.RSA_SIGNATURE);
    }

    @Test
    void signsByTheSchemesThatTheUserNamesInTheirOrderOnly() throws Exception {
        Holder peer = holder("p256");
        var schemes = SignatureSchemes.parse("ecdsa-sha512,ed25519, ECDSA-SHA384");

        assertThat(signer(peer)
                        .signing(schemes)
                        .authenticate(SIGNED, PRF, Set.of(2, 3, 4))
                        .data()
                        .toString())
                .startsWith("0c300a06082a8648ce3d040304");
        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> signer(peer).signing(schemes).authenticate(SIGNED, PRF, Set.of(2)))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
        assertThat(catchThrowableOfType(
                        AuthenticationFailed.class,
                        () -> signer(peer).signing(SignatureSchemes.parse("rsa-pss-sha256"))))
                .hasMessage("a key of type P-256 makes none of the signatures named");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignatureSchemes.parse("rsa-pss-sha256,"))
                .withMessageStartingWith("no signature scheme: ;");
    }

    @ParameterizedTest
    @CsvSource({"ed25519, 2 3 4", "ed448, 2 3 4", "ed25519, ''", "rsa2048, 5", "p384, 5"})
    @Rfc(value = 8420, section = "2")
    void doesNotSignForAPeerThatCannotCheckIt(String kind, String hashes) throws Exception {
        assertThat(unsigned(holder(kind), numbers(hashes)).reason()).isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, pkcs1_256, 300d06092a864886f70d01010b0500",
        "rsa, pkcs1_256, 300b06092a864886f70d01010b",
        "rsa, pkcs1_384, 300d06092a864886f70d01010c0500",
        "rsa, pkcs1_512, 300d06092a864886f70d01010d0500",
        "p256, ecdsa_256, 300a06082a8648ce3d040302",
        "p384, ecdsa_384, 300a06082a8648ce3d040303",
        "p521, ecdsa_512, 300a06082a8648ce3d040304",
        "ed25519, ed25519, 300506032b6570",
        "ed448, ed448, 300506032b6571"
    })
    void acceptsSignaturesOfOpenssl(String key, String signature, String identifier) throws Exception {
        Holder peer = openssl(key);

        assertThat(verify(peer, opensslAuth(signature, identifier)).identity()).isEqualTo(PEER);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 384, 512})
    @Rfc(value = 7427, section = "A.4.3")
    void acceptsPssOfOpensslInEachFormOfItsParameters(int bits) throws Exception {
        Holder peer = openssl("rsa");
        for (Octets identifier : AlgorithmIdentifiers.pss("60864801650304020" + (bits / 128 - 1), bits / 8)) {
            assertThat(verify(peer, opensslAuth("pss_" + bits, identifier.toString()))
                            .identity())
                    .isEqualTo(PEER);
        }
        // the example of the RFC, and the form that openssl writes into certificates
        assertThat(AlgorithmIdentifiers.pss("608648016503040201", 32))
                .hasSize(8)
                .startsWith(Octets.hex(PSS_256))
                .contains(
                        Octets.hex("3046" + PSS_256.substring(4, 26) + "3039" + PSS_256.substring(30) + "a303020101"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pss_256_salt_20", "pss_256_mgf_512", "pkcs1_256", "pss_384"})
    void refusesPssSignaturesWithOtherParametersThanTheyName(String signature) throws Exception {
        assertThat(refusal(openssl("rsa"), opensslAuth(signature, PSS_256)).reason())
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "300d06092a864886f70d01010a3000", // empty parameters: SHA-1
                "303e06092a864886f70d01010a3031a00b300906052b0e03021a0500a118301606092a864886f70d010108300906052b0e03021a"
                    + "0500a203020114a303020101", // SHA-1 in full
                "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108"
                        + "300d06096086480165030402030500a203020120", // MGF1 of another hash
                "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108"
                        + "300d06096086480165030402010500a203020114" // short salt
            })
    @Rfc(value = 8247, section = "3.2")
    void refusesOtherParametersOfPss(String identifier) throws Exception {
        var failed = refusal(openssl("rsa"), opensslAuth("pss_256", identifier));

        assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
        assertThat(failed).hasMessageContaining("RSASSA-PSS");
    }

    @ParameterizedTest
    @CsvSource({"rsa2048", "p256", "p384", "p521", "ed25519", "ed448"})
    void refusesAlgorithmsOfOtherKeysAndIdentifiersOfHostileLength(String kind) throws Exception {
        Holder peer = holder(kind);
        Octets own = signer(peer).authenticate(SIGNED, PRF, Set.of(2, 3, 4, 5)).data();
        for (SignatureAlgorithm other : SignatureAlgorithm.values()) {
            if (other.takes(KeyType.of(peer.key()))) continue;
            Octets data = Octets.of(new byte[] {(byte) other.identifier().length()})
                    .concat(other.identifier())
                    .concat(own);
            assertThat(refusal(peer, new Authentication(AuthMethod.DIGITAL_SIGNATURE, data))
                            .reason())
                    .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
        }
        for (int length = 0; length < 256; length++) {
            byte[] data = own.toByteArray();
            if (length == (data[0] & 0xff)) continue;
            data[0] = (byte) length;
            assertThat(refusal(peer, new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.of(data)))
                            .reason())
                    .isIn(Reason.UNSUPPORTED_ALGORITHM, Reason.BAD_SIGNATURE);
        }
    }

    @ParameterizedTest
    @CsvSource({"rsa2048", "p384", "p521", "ed25519", "ed448"})
    void refusesAFlippedBitAndAnotherMessage(String kind) throws Exception {
        Holder peer = holder(kind);
        byte[] data = signer(peer)
                .authenticate(SIGNED, PRF, Set.of(2, 3, 4, 5))
                .data()
                .toByteArray();
        for (int i = 0; i < data.length; i += 5) {
            byte[] flipped = data.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertThat(refusal(peer, new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.of(flipped)))
                            .reason())
                    .isIn(Reason.BAD_SIGNATURE, Reason.UNSUPPORTED_ALGORITHM);
        }
        var sound = new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.of(data));
        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> verifier.verify(PEER, List.of(peer.payload()), sound, new byte[] {1}, PRF, NOW))
                        .reason())
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    @Rfc(value = 8247, section = "3.1.1")
    void refusesShortRsaKeysOfItsOwnAndOfPeers() throws Exception {
        Holder peer = holder("rsa1024");
        var auth = new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.hex("0f300d06092a864886f70d01010b050000"));

        assertThat(refusal(peer, auth))
                .hasMessage("an RSA key of 1024 bits, fewer than 2048, is not accepted")
                .extracting(AuthenticationFailed::reason)
                .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
        assertThat(catchThrowableOfType(AuthenticationFailed.class, () -> signer(peer))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @Test
    void refusesAKeyOfAnotherTypeThanItsCertificate() throws Exception {
        Holder peer = holder("rsa2048");
        for (String other : List.of("p256", "ed25519")) {
            assertThat(catchThrowableOfType(
                                    AuthenticationFailed.class,
                                    () -> CertificateAuthenticator.of(
                                            PEER,
                                            List.of(peer.certificate()),
                                            holder(other).key()))
                            .reason())
                    .isEqualTo(Reason.BAD_SIGNATURE);
        }
    }

    private static Holder authority() {
        try {
            return TestCertificates.root("CN=Laboratory");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Holder holder(String kind) throws Exception {
        if (!KEYS.containsKey(kind)) KEYS.put(kind, pair(kind));
        return TestCertificates.issue(AUTHORITY, Wish.of("CN=peer", dns("peer.example")), KEYS.get(kind));
    }

    private static KeyPair pair(String kind) throws Exception {
        return switch (kind) {
            case "p256", "p384", "p521" -> TestCertificates.ec("secp" + kind.substring(1) + "r1");
            case "ed25519", "ed448" -> TestCertificates.edwards(kind);
            default -> TestCertificates.rsa(Integer.parseInt(kind.substring(3)));
        };
    }

    /** The private key of another: only the certificate counts. */
    private static Holder openssl(String key) throws Exception {
        String algorithm = key.startsWith("p") ? "EC" : key;
        var encoded = new X509EncodedKeySpec(OPENSSL.octets("public_" + key));
        var keys = new KeyPair(KeyFactory.getInstance(algorithm).generatePublic(encoded), AUTHORITY.key());
        return TestCertificates.issue(AUTHORITY, Wish.of("CN=peer", dns("peer.example")), keys);
    }

    private static Authentication opensslAuth(String signature, String identifier) {
        Octets der = Octets.hex(identifier);
        return new Authentication(
                AuthMethod.DIGITAL_SIGNATURE,
                Octets.of(new byte[] {(byte) der.length()})
                        .concat(der)
                        .concat(Octets.of(OPENSSL.octets(signature + "_signature"))));
    }

    private static Set<Integer> numbers(String words) {
        return words.isEmpty()
                ? Set.of()
                : List.of(words.split(" ", -1)).stream().map(Integer::valueOf).collect(Collectors.toSet());
    }

    private static CertificateAuthenticator signer(Holder peer) throws AuthenticationFailed {
        return CertificateAuthenticator.of(PEER, List.of(peer.certificate()), peer.key());
    }

    private AuthenticationFailed unsigned(Holder peer, Set<Integer> hashes) {
        return catchThrowableOfType(
                AuthenticationFailed.class, () -> signer(peer).authenticate(SIGNED, PRF, hashes));
    }

    private VerifiedPeer verify(Holder peer, Authentication auth) throws Exception {
        return verifier.verify(PEER, List.of(peer.payload()), auth, SIGNED, PRF, NOW);
    }

    private AuthenticationFailed refusal(Holder peer, Authentication auth) {
        return catchThrowableOfType(AuthenticationFailed.class, () -> verify(peer, auth));
    }
}
