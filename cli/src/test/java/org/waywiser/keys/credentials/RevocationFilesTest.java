package org.waywiser.keys.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;

@Rfc(value = 7296, section = "3.7")
class RevocationFilesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final LaboratoryCa ca = LaboratoryCa.create("Laboratory", NOW);
    private final CertifiedKey peer = ca.issue(List.of(Identities.parse("host.example")), NOW);
    private final X509CRL empty = LaboratoryRevocations.list(ca, List.of(), NOW);
    private final X509CRL full = LaboratoryRevocations.list(ca, peer.chain(), NOW);
    private final VirtualTime time = new VirtualTime();
    private final List<Runnable> background = new ArrayList<>();

    @TempDir
    Path dir;

    @Test
    void readsListsInPemAndDerAndOcspResponses() throws Exception {
        Files.writeString(dir.resolve("a.pem"), LaboratoryRevocations.pem(full));
        Files.write(dir.resolve("b.crl"), empty.getEncoded());
        Octets response = LaboratoryRevocations.response(ca, peer.chain().getFirst(), false, NOW);
        Path ocsp = Files.write(dir.resolve("ocsp"), response.toByteArray());

        var read = RevocationFiles.read(List.of(dir), List.of(ocsp)).get();

        assertThat(read.lists()).containsExactly(full, empty);
        assertThat(read.responses()).containsExactly(response);
    }

    @Test
    void readsAgainWhatHasChangedButLetsNobodyWait() throws Exception {
        Path file = Files.writeString(dir.resolve("a.pem"), LaboratoryRevocations.pem(empty));
        var files = files(file);

        Files.writeString(file, LaboratoryRevocations.pem(full));
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        assertThat(files.get().lists()).containsExactly(empty);
        assertThat(background).isEmpty();

        time.advance(Duration.ofMinutes(1));
        assertThat(files.get().lists()).containsExactly(empty);
        assertThat(files.get().lists()).containsExactly(empty);
        assertThat(background).hasSize(1);

        background.removeFirst().run();
        assertThat(files.get().lists()).containsExactly(full);
        assertThat(background).isEmpty();
    }

    @Test
    void keepsWhatItHasWhenAFileIsSpoilt() throws Exception {
        Path file = Files.writeString(dir.resolve("a.pem"), LaboratoryRevocations.pem(full));
        var files = files(file);

        Files.writeString(file, "nonsense");
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        time.advance(Duration.ofMinutes(1));
        files.get();
        background.removeFirst().run();

        assertThat(files.get().lists()).containsExactly(full);
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        Path certificate = Files.writeString(dir.resolve("a.pem"), LaboratoryCa.pem(ca.certificate()));

        assertThatThrownBy(() -> files(certificate))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessage(certificate + " holds no certificate revocation list");
        assertThatThrownBy(() -> RevocationFiles.read(List.of(), List.of(dir.resolve("none"))))
                .hasMessageEndingWith("none does not exist");
    }

    private RevocationFiles files(Path file) throws UnusableCredentials {
        return new RevocationFiles(List.of(file), List.of(), time::now, background::add);
    }
}
