package org.waywiser.keys.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

        CertifiedKey read = PemFiles.certifiedKey(chain, key);

        assertThat(read.chain()).isEqualTo(issued.chain()).hasSize(2);
        assertThat(read.key()).isEqualTo(issued.key());
        assertThat(read.preferredIdentity()).isEqualTo(NAME);
        assertThat(read.authenticator(NAME).certificates()).hasSize(2);
        assertThat(read).hasToString("CertifiedKey[CN=host.example]");
    }

    @Test
    void readsASec1KeyBehindItsParameters() throws Exception {
        byte[] sec1 = PrivateKeyInfo.getInstance(issued.key().getEncoded())
                .getPrivateKey()
                .getOctets();
        Path key = write(
                "key.pem",
                "-----BEGIN EC PARAMETERS-----\n"
                        + "BggqhkjOPQMBBw==\n"
                        + "-----END EC PARAMETERS-----\n"
                        + "-----BEGIN EC PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(sec1)
                        + "\r\n-----END EC PRIVATE KEY-----\n");

        assertThat(PemFiles.privateKey(key)).isEqualTo(issued.key());
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        assertThatThrownBy(() -> PemFiles.certificates(dir.resolve("none.pem"))).hasMessageEndingWith("does not exist");
        assertThatThrownBy(() -> PemFiles.certificates(write("a", "nonsense")))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessageEndingWith("is not a file of X.509 certificates");
        assertThatThrownBy(() -> PemFiles.certificates(write("b", ""))).hasMessageEndingWith("holds no certificate");
        assertThatThrownBy(() -> PemFiles.privateKey(write("c", chainPem())))
                .hasMessageEndingWith("holds no private key in PEM");
        assertThatThrownBy(() -> PemFiles.privateKey(write("d", pem("ENCRYPTED PRIVATE KEY", "AAAA"))))
                .hasMessageContaining("is encrypted");
        assertThatThrownBy(() -> PemFiles.privateKey(write("e", pem("PRIVATE KEY", "AAAA"))))
                .hasMessageEndingWith("holds no EC private key on curve P-256")
                .hasNoCause();
        assertThatThrownBy(() -> PemFiles.privateKey(write("f", pem("EC PRIVATE KEY", "A"))))
                .hasMessageEndingWith("holds damaged PEM");
    }

    @Test
    void refusesAKeyOfAnotherAlgorithm() throws Exception {
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Path key = write(
                "rsa.pem",
                pem(
                        "PRIVATE KEY",
                        Base64.getEncoder().encodeToString(rsa.getPrivate().getEncoded())));

        assertThatThrownBy(() -> PemFiles.privateKey(key)).isInstanceOf(UnusableCredentials.class);
    }

    private String chainPem() {
        return issued.chain().stream().map(LaboratoryCa::pem).reduce("", String::concat);
    }

    private static String pem(String what, String base64) {
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text);
    }
}
