package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("net")
@Timeout(120)
class ReloadCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aServerGoesByItsFilesAsTheyAreNow() throws Exception {
        Path policy = Files.writeString(folder.resolve("p.yaml"), "classes:\n  root:\n    padding: 10\n");
        Path socket = folder.resolve("s.sock");
        try (var server = Started.line(
                "serve --listen 127.0.0.1 --twamp-port 0 --policy " + policy + " --control-socket " + socket)) {
            String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
            server.await("(told to reload)");
            String measured = "twping 127.0.0.1:" + port + " -c 3 -i 1msf -s 30";
            Run.line(measured).fails(3, "refused the test session: permanent resource limit");

            Files.writeString(policy, "classes:\n  root:\n    padding: 30\n  b:\n    parent: root\n");
            Run reload = Run.line("reload --control-socket " + socket).succeeds();
            assertThat(reload.out()).isEqualTo("reloaded: 2 classes, root root\n");
            Run.line(measured).succeeds();

            Files.writeString(policy, "classes:\n  root:\n    paddin: 5\n");
            Run.line("reload --control-socket " + socket)
                    .fails(2, policy + ":3:5: classes.root.paddin: unknown, did you mean padding?");
            Run.line(measured).succeeds();
            server.end();
        }
        Run.line("reload --control-socket " + socket).fails(3, "no server answers at", "--control-socket");
        Run.line("reload").fails(2, "which server?");
    }

    @Test
    void filesCanBeCheckedWithoutServing() throws Exception {
        Path limits = Files.writeString(folder.resolve("x.limits"), "limit root with bandwidth=10m\n");
        Path yaml = Files.writeString(folder.resolve("x.yaml"), "assign:\n  default: a\n");

        assertThat(Run.line("serve --check-config --policy " + limits)
                        .succeeds()
                        .out())
                .isEqualTo(limits + " can be used: 1 class, root root\n");
        Run.line("serve --check-config --policy " + yaml).fails(2, yaml + ":2:12: assign.default: there is no class a");
        Files.writeString(limits, "limit root with bandwidth=lots\n");
        Run.line("serve --check-config --policy " + limits).fails(2, limits + ":1: bandwidth: 'lots' is no number");
        Run.line("serve --check-config").fails(2, "--check-config needs --config FILE");
        Run.line("serve --max-connections 0").fails(2, "--max-connections", "1 or more");
    }
}
