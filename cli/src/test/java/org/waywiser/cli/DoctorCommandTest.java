package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.security.ike.auth.Identities;

@Tag("net")
class DoctorCommandTest {
    @Test
    void hasALineForEachThing() {
        var text = new StringWriter();
        int status = Waywiser.commandLine().setOut(new PrintWriter(text)).execute("doctor");

        assertThat(status).isEqualTo(ExitStatus.MEASURED);
        assertThat(text.toString().lines().filter(line -> !line.startsWith(" ")))
                .allMatch(line -> line.matches("(ok|--) .*"))
                .extracting(line -> line.substring(3, 14).strip())
                .containsExactly(
                        "sockets", "clock", "TCP 862", "UDP 862", "UDP 500", "UDP 4500", "xfrm", "agent", "strongSwan");
    }

    @Test
    void printsDocumentsThatFitTheirSchema() throws IOException {
        try (var in = Waywiser.class.getResourceAsStream("doctor/doctor.schema.json")) {
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
            assertThat(Run.line("doctor --json").succeeds().lines())
                    .hasSize(9)
                    .allSatisfy(line ->
                            assertThat(schema.validate(line, InputFormat.JSON)).isEmpty());
        }
    }

    @Test
    void saysThatAKeyIsNotThatOfTheCertificate(@TempDir Path folder) throws IOException {
        Path certificate = folder.resolve("own.pem");
        Path key = folder.resolve("own.key");
        Path other = folder.resolve("other.key");
        var ca = LaboratoryCa.create("Laboratory", Instant.now());
        write(ca.issue(List.of(Identities.parse("a.example")), Instant.now()), certificate, key);
        write(ca.issue(List.of(Identities.parse("b.example")), Instant.now()), folder.resolve("other.pem"), other);
        String line = "doctor --ike-ca " + certificate + " --ike-cert " + certificate + " --ike-key ";

        assertThat(Run.line(line + key).lines()).anyMatch(found -> found.matches("ok cert .*has its key.*"));
        Run wrong = Run.line(line + other);
        assertThat(wrong.status()).isEqualTo(ExitStatus.NO_CONNECTION);
        assertThat(wrong.lines()).anyMatch(found -> found.matches("!! ike .*does not belong to the certificate.*"));
    }

    private static void write(CertifiedKey own, Path certificate, Path key) throws IOException {
        Files.writeString(certificate, pem("CERTIFICATE", encoded(own.chain().getFirst())));
        Files.writeString(key, pem("PRIVATE KEY", own.key().getEncoded()));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String label, byte[] der) {
        String lines = Base64.getMimeEncoder().encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    @Test
    void namesWhatIsWrongWithTheConfiguration(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ike.yaml"), "connections: 7\n");

        assertThat(Run.line("doctor --config " + file).lines()).anyMatch(found -> found.startsWith("!! ike"));
    }
}
