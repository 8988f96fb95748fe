package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IkePortTest {
    @TempDir
    private Path processes;

    @Test
    void namesTheDaemonThatHoldsAPort() throws IOException {
        Files.writeString(Files.createDirectory(processes.resolve("17")).resolve("comm"), "bash\n");
        Files.writeString(Files.createDirectory(processes.resolve("4242")).resolve("comm"), "charon\n");

        assertThat(refused("UDP port 500 cannot be used: Address already in use"))
                .isEqualTo("UDP port 500 cannot be used: Address already in use; charon runs here and most likely holds"
                        + " it; stop it, or choose another with --ike-port, or port: in the configuration");
    }

    @Test
    void saysThatSomethingHoldsAPort() {
        assertThat(refused("UDP port 500 cannot be used: Address already in use"))
                .contains("; something else holds it; choose another with --ike-port");
    }

    @Test
    void namesThePrivilegeThatIsMissing() {
        assertThat(refused("UDP port 500 cannot be used: Permission denied"))
                .contains("; a port below 1024 needs CAP_NET_BIND_SERVICE; grant it, or choose another");
    }

    private String refused(String reason) {
        return String.valueOf(
                IkePort.refused(new IOException(reason), processes).getMessage());
    }
}
