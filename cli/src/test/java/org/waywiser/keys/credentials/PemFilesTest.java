package org.waywiser.keys.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.Identification;

@Rfc(value = 7296, section = "3.6")
class PemFilesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Identification NAME = Identities.parse("host.example");

    private final CertifiedKey issued =
            LaboratoryCa.create("Laboratory", NOW).intermediate("Middle", NOW).issue(List.of(NAME), NOW);

    @TempDir
    Path dir;

    @Test
    void readsAChainAndAPkcs8Key() throws Exception {
        Path chain = write("chain.pem", chainPem());
        Path key = write("key.pem", LaboratoryCa.pem(issued.key()));

        CertifiedKey read = PemFiles.certifiedKey(chain, key, NOW);

        assertThat(read.chain()).isEqualTo(issued.chain()).hasSize(2);
        assertThat(read.key()).isEqualTo(issued.key());
        assertThat(read.preferredIdentity()).isEqualTo(NAME);
        assertThat(read.authenticator(NAME).certificates()).hasSize(2);
        assertThat(read).hasToString("CertifiedKey[CN=host.example]");
    }

    @Test
    void readsASec1KeyBehindItsParameters() throws Exception {
        Path key = write(
                "key.pem",
                "-----BEGIN EC PARAMETERS-----\n"
                        + "BggqhkjOPQMBBw==\n"
                        + "-----END EC PARAMETERS-----\n"
                        + pem("EC PRIVATE KEY", inner(issued.key())));

        assertThat(PemFiles.privateKey(key)).isEqualTo(issued.key());
    }

    @ParameterizedTest
    @EnumSource
    void readsEachKindOfKeyInPkcs8AsPemAndDer(LaboratoryKey kind) throws Exception {
        PrivateKey secret = kind.generate().getPrivate();

        assertThat(PemFiles.privateKey(write("key.pem", LaboratoryCa.pem(secret))))
                .isEqualTo(secret);
        assertThat(PemFiles.privateKey(Files.write(dir.resolve("key.der"), secret.getEncoded())))
                .isEqualTo(secret);
    }

    @ParameterizedTest
    @EnumSource(names = {"P256", "P384", "P521", "RSA"})
    void readsTheOlderFormsOfRsaAndEcKeysAsPemAndDer(LaboratoryKey kind) throws Exception {
        PrivateKey secret = kind.generate().getPrivate();
        byte[] inner = inner(secret);
        String label = kind == LaboratoryKey.RSA ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";

        assertThat(PemFiles.privateKey(write("key.pem", pem(label, inner)))).isEqualTo(secret);
        assertThat(PemFiles.privateKey(Files.write(dir.resolve("key.der"), inner)))
                .isEqualTo(secret);
    }

    @Test
    void readsAKeyForRsassaPssAlone() throws Exception {
        PrivateKey secret =
                KeyPairGenerator.getInstance("RSASSA-PSS").generateKeyPair().getPrivate();

        assertThat(PemFiles.privateKey(write("key.pem", LaboratoryCa.pem(secret)))
                        .getAlgorithm())
                .isEqualTo("RSASSA-PSS");
    }

    @Test
    void readsSeveralAuthoritiesOfAFileAndOfAFolderEachOnce() throws Exception {
        X509Certificate one = LaboratoryCa.create("One", NOW).certificate();
        X509Certificate two = LaboratoryCa.create("Two", NOW).certificate();
        Files.write(dir.resolve("a.der"), one.getEncoded());
        write("both.crt", "Subject: CN=One\n" + LaboratoryCa.pem(one) + "and then\n" + LaboratoryCa.pem(two));
        write("README", "not one of them");

        assertThat(PemFiles.certificates(dir.resolve("both.crt"))).containsExactly(one, two);
        assertThat(PemFiles.certificates(dir)).containsExactly(one, two);
    }

    @Test
    void saysWhichFileDoesNotBelongToWhich() throws Exception {
        CertifiedKey other = LaboratoryCa.create("Other", NOW).issue(List.of(NAME), NOW);
        X509Certificate leaf = issued.chain().get(0);
        X509Certificate middle = issued.chain().get(1);
        Path key = write("key.pem", LaboratoryCa.pem(issued.key()));
        Path strange = write("strange.pem", LaboratoryCa.pem(other.key()));
        Path chain = write("chain.pem", chainPem());
        Path reversed = write("reversed.pem", LaboratoryCa.pem(middle) + LaboratoryCa.pem(leaf));
        Path mixed =
                write("mixed.pem", chainPem() + LaboratoryCa.pem(other.chain().get(0)));

        assertThatThrownBy(() -> PemFiles.certifiedKey(chain, strange, NOW))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessage(strange + " does not belong to the certificate in " + chain);
        assertThatThrownBy(() -> PemFiles.certifiedKey(reversed, key, NOW))
                .hasMessage(reversed + " has to begin with the certificate of " + key);
        assertThatThrownBy(() -> PemFiles.certifiedKey(mixed, key, NOW))
                .hasMessage(mixed + ": certificate of CN=host.example has issued none of the others");
    }

    @Test
    void warnsOfACertificateOfTheChainThatExpiresSoon() throws Exception {
        CertifiedKey own =
                LaboratoryCa.create("Laboratory", NOW).issue(List.of(NAME), NOW, NOW.plus(Duration.ofDays(365)));
        Instant end = own.expires();

        assertThat(end).isEqualTo(NOW.plus(Duration.ofDays(365)));
        assertThat(issued.expiryWarning(NOW)).isEmpty();
        assertThat(own.expiryWarning(end.minus(Duration.ofDays(31)))).isEmpty();
        assertThat(own.expiryWarning(end.minus(Duration.ofDays(12))))
                .hasValueSatisfying(line -> assertThat(line).endsWith(" expires in 12 days"));
        assertThat(own.expiryWarning(end.minus(Duration.ofHours(7))))
                .hasValueSatisfying(line -> assertThat(line).endsWith(" expires in 7 hours"));
        assertThat(own.expiryWarning(end.plusSeconds(1)))
                .hasValueSatisfying(line -> assertThat(line).contains(" has expired on 20"));
    }

    @Test
    void refusesACertificateOfOurOwnThatHasExpired() throws Exception {
        Path chain = write("chain.pem", chainPem());
        Path key = write("key.pem", LaboratoryCa.pem(issued.key()));

        assertThatThrownBy(() -> PemFiles.certifiedKey(chain, key, NOW.plus(Duration.ofDays(2))))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessage(chain + ": certificate of CN=host.example has expired on 2026-06-02T12:00:00Z;"
                        + " have it renewed");
    }

    @Test
    void warnsAgainAndAgainWhileACertificateIsAboutToExpire() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        var log = Logger.getLogger("org.waywiser.keys");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try (var _ = ExpiryWatch.start(List.of(issued), Duration.ofMillis(1), () -> NOW.plus(Duration.ofHours(20)))) {
            for (int day = 1; day <= 2; day++) {
                assertThat(lines.poll(10, TimeUnit.SECONDS))
                        .isEqualTo(
                                "certificate of CN=host.example expires in 4 hours; have it renewed and start again");
            }
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        assertThatThrownBy(() -> PemFiles.certificates(dir.resolve("none.pem"))).hasMessageEndingWith("does not exist");
        assertThatThrownBy(() -> PemFiles.certificates(write("a", "nonsense")))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessageEndingWith("holds something else than an X.509 certificate");
        assertThatThrownBy(() -> PemFiles.certificates(write("b", "")))
                .hasMessageEndingWith("holds no X.509 certificate");
        assertThatThrownBy(() -> PemFiles.privateKey(write("c", chainPem())))
                .hasMessageEndingWith("holds no private key");
        assertThatThrownBy(() -> PemFiles.privateKey(write("d", pem("ENCRYPTED PRIVATE KEY", "AAAA"))))
                .hasMessageContaining("is encrypted");
        assertThatThrownBy(() -> PemFiles.privateKey(write("e", pem("PRIVATE KEY", "AAAA"))))
                .hasMessageContaining("holds no private key for")
                .hasNoCause();
        assertThatThrownBy(() -> PemFiles.privateKey(write("f", pem("EC PRIVATE KEY", "A"))))
                .hasMessageEndingWith("holds damaged PEM");
    }

    @Test
    void refusesAKeyThatIsForNoSignatureOfOurs() throws Exception {
        PrivateKey agreement =
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate();
        Path key = write("x25519.pem", LaboratoryCa.pem(agreement));

        assertThatThrownBy(() -> PemFiles.privateKey(key))
                .hasMessage(key + " holds no private key for RSA, EC on P-256, P-384 or P-521, Ed25519 or Ed448")
                .hasNoCause();
    }

    private String chainPem() {
        return issued.chain().stream().map(LaboratoryCa::pem).reduce("", String::concat);
    }

    /** PKCS#1 or SEC 1: what PKCS#8 wraps. */
    private static byte[] inner(PrivateKey key) {
        return PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKey().getOctets();
    }

    private static String pem(String what, byte[] der) {
        return pem(what, Base64.getMimeEncoder().encodeToString(der));
    }

    private static String pem(String what, String base64) {
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text);
    }
}
