package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.PortHolder;

class IkePortsTest {
    @TempDir
    private Path processes;

    @Test
    void namesTheDaemonThatHoldsAPort() throws IOException {
        Files.writeString(Files.createDirectory(processes.resolve("17")).resolve("comm"), "bash\n");
        Files.writeString(Files.createDirectory(processes.resolve("4242")).resolve("comm"), "charon\n");

        assertThat(refused(Errno.EADDRINUSE))
                .isEqualTo("UDP port 500 cannot be used: Address already in use; charon runs here and most likely holds"
                        + " it; stop it, or choose another with --ike-port, or port: in the configuration");
    }

    @Test
    void saysThatSomethingHoldsAPort() {
        assertThat(refused(Errno.EADDRINUSE)).contains("; something else holds it; choose another with --ike-port");
    }

    @Test
    void namesThePrivilegeThatIsMissing() {
        assertThat(refused(Errno.EACCES))
                .contains("; a port below 1024 needs CAP_NET_BIND_SERVICE; grant it, or choose another");
    }

    private String refused(int errno) {
        return IkePorts.words(errno, InetAddress.ofLiteral("::"), 500, new PortHolder(processes));
    }
}
