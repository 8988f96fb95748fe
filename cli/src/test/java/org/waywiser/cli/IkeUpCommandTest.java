package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.testkit.Rfc;

@Tag("net")
@Timeout(60)
@Rfc(value = 7296, section = "1.4.1")
class IkeUpCommandTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir
    private Path directory;

    private Path keys = Path.of("");

    @BeforeEach
    void writeKeys() throws IOException {
        keys = Files.writeString(directory.resolve("psk"), "server.example : the right key\n");
    }

    @Test
    void holdsTheSaUntilItIsToldToEndAndDeletesIt() throws Exception {
        var established = new CompletableFuture<IkeSecret>();
        var deleted = new CompletableFuture<IkeSecret>();
        try (EmbeddedIke server = responder();
                var _ = server.listen(listener(established, deleted))) {
            Process process = new ProcessBuilder(command(server)).start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                var lines = new ArrayList<String>();
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                    if (line.startsWith("held")) process.toHandle().destroy(); // SIGTERM
                }
                IkeSecret sa = established.get(10, TimeUnit.SECONDS);
                assertThat(lines)
                        .containsExactly(
                                "IKE SA    %016x %016x".formatted(sa.spiI(), sa.spiR()),
                                "peer      127.0.0.1 port " + server.address().getPort(),
                                "local     client.example",
                                "remote    server.example",
                                "proposal  aes256gcm16-prfsha384-x25519",
                                "held until Ctrl-C",
                                "deleted");
                assertThat(process.waitFor()).isZero();
                assertThat(deleted.get(10, TimeUnit.SECONDS).spiI()).isEqualTo(sa.spiI());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void endsWithStatus4AndOneLineWhereThePeerDoesNotBelieveIt() throws Exception {
        Files.writeString(keys, "server.example : a wrong key\n");
        try (EmbeddedIke server = responder()) {
            var err = new StringWriter();

            assertThat(execute(err, command(server))).isEqualTo(4);

            assertThat(err.toString())
                    .startsWith("waywiser: no IKE SA with 127.0.0.1 port ")
                    .contains("AUTHENTICATION_FAILED")
                    .hasLineCount(1)
                    .doesNotContain("a wrong key");
        }
    }

    @Test
    void endsWithStatus3WhereTheSaIsGone() throws Exception {
        var established = new CompletableFuture<IkeSecret>();
        try (EmbeddedIke server = responder();
                var _ = server.listen(listener(established, new CompletableFuture<>()))) {
            var deletion = established.thenAccept(sa -> server.delete(sa.spiI(), sa.spiR()));
            var err = new StringWriter();

            assertThat(execute(err, command(server))).isEqualTo(3);

            assertThat(err.toString())
                    .startsWith("waywiser: the IKE SA is gone: deleted by the peer")
                    .hasLineCount(1);
            deletion.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.18")
    void followsASuccessorAndEndsWithIt() throws Exception {
        var sas = new LinkedBlockingQueue<IkeSecret>();
        try (EmbeddedIke server = responder();
                var _ = server.listen(listener(sas::add))) {
            var arguments = new ArrayList<>(command(server));
            arguments.add("--ike-rekey-time=1s");
            var up = CompletableFuture.supplyAsync(() -> Run.of(arguments
                    .subList(arguments.indexOf("ike"), arguments.size())
                    .toArray(String[]::new)));
            String first = name(next(sas));
            IkeSecret second = next(sas);
            server.delete(second.spiI(), second.spiR());

            Run run = up.get(20, TimeUnit.SECONDS);
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.out())
                    .containsSubsequence(
                            "IKE SA    " + first, "rekeyed   " + name(second), "gone      ", ": deleted by the peer");
            assertThat(run.err())
                    .isEqualToIgnoringNewLines("waywiser: the IKE SA is gone: deleted by the peer; start again");
        }
    }

    private static IkeSecret next(BlockingQueue<IkeSecret> sas) throws InterruptedException {
        return Objects.requireNonNull(sas.poll(10, TimeUnit.SECONDS), "no SA in time");
    }

    private static String name(IkeSecret sa) {
        return IkeSecret.spi(sa.spiI()) + " " + IkeSecret.spi(sa.spiR());
    }

    private static KeySource.Listener listener(Consumer<IkeSecret> established) {
        return new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                established.accept(sa);
            }

            @Override
            public void deleted(IkeSecret sa) {
                sa.secret().wipe();
            }
        };
    }

    @Test
    void showsMessagesYetNoKeysWhereItIsToTrace() throws Exception {
        try (EmbeddedIke server = responder()) {
            var command = new ArrayList<>(command(server));
            command.add("--trace");
            Process process = new ProcessBuilder(command).start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                    BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); !line.startsWith("held"); line = out.readLine()) {}
                process.toHandle().destroy();
                String trace = String.join("\n", err.lines().toList());

                assertThat(trace)
                        .contains("to 127.0.0.1 port ", "IKE_SA_INIT request 0", "SA(aes256gcm16-")
                        .contains("from 127.0.0.1 port ", "IKE_AUTH response 1", "IDr(server.example)")
                        .contains("INFORMATIONAL request 2", "D(IKE)")
                        .doesNotContain("the right key");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void takesAConnectionOfAConfiguration() throws Exception {
        try (EmbeddedIke server = responder()) {
            Path file = configuration(server.address().getPort());
            var out = new StringWriter();
            int status = Waywiser.commandLine()
                    .setOut(new PrintWriter(out))
                    .execute("ike", "up", "--check-config", "--config=" + file);

            assertThat(status).isZero();
            assertThat(out.toString())
                    .startsWith(file + " can be used")
                    .contains("site-b: peer 127.0.0.1 port " + server.address().getPort() + ", as client.example");
            Process process = new ProcessBuilder(upWith(file, "site-b")).start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(lines.lines()
                                .peek(line -> {
                                    if (line.startsWith("held"))
                                        process.toHandle().destroy();
                                })
                                .toList())
                        .contains("remote    server.example", "deleted");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void saysWhatIsWrongWithAConfiguration() throws Exception {
        Path file = configuration(500);
        var err = new StringWriter();
        assertThat(run(err, List.of("ike", "up", "site-c", "--config=" + file))).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("waywiser: " + file + " has no connection site-c with a peer, only: site-b");

        Files.writeString(file, Files.readString(file).replace("peer:", "pear:").replace("local:", "lokal:"));
        err = new StringWriter();
        assertThat(run(err, List.of("ike", "up", "site-b", "--config=" + file))).isEqualTo(2);
        assertThat(err.toString().lines())
                .allSatisfy(line -> assertThat(line).startsWith("waywiser: " + file + ":"))
                .hasSize(2);

        err = new StringWriter();
        assertThat(run(err, List.of("ike", "up", "site-b", "--config=" + file, "--ike-id=x")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--config takes the place of the other --ike options");
    }

    private Path configuration(int port) throws IOException {
        return Files.writeString(directory.resolve("conf.yaml"), """
            ike:
              connections:
                site-b:
                  peer: 127.0.0.1:%d
                  local: {id: client.example}
                  remote: {id: server.example}
                  psk-file: psk
            """.formatted(port));
    }

    private static List<String> upWith(Path file, String connection) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Waywiser.class.getName(),
                "ike",
                "up",
                connection,
                "--config=" + file);
    }

    @Test
    void endsWithStatus2WhereItsOptionsDoNotFit() {
        for (var wrong : Map.of(
                        "",
                        "IKE needs --ike-psk-file, or --ike-cert with --ike-key and --ike-ca",
                        "--ike-psk-file=" + keys,
                        "--ike-psk-file needs --ike-id",
                        "--ike-cert=none.pem",
                        "--ike-cert and --ike-key belong together",
                        "--ike-psk-file=none --ike-id=a",
                        "none does not exist",
                        "--ike-id=a --ike-psk-file=" + keys,
                        "no pre-shared key for 127.0.0.1",
                        "--ike-id=a..@ --ike-psk-file=" + keys,
                        "--ike-id: not a mail address",
                        "--ike-proposal=rot13 --ike-id=a --ike-psk-file=" + keys,
                        "unknown algorithm 'rot13'")
                .entrySet()) {
            var err = new StringWriter();
            var arguments = new ArrayList<>(List.of("ike", "up", "127.0.0.1"));
            if (!wrong.getKey().isEmpty())
                arguments.addAll(List.of(wrong.getKey().split(" ")));

            assertThat(run(err, arguments)).as(wrong.getKey()).isEqualTo(2);

            assertThat(err.toString())
                    .startsWith("waywiser: ")
                    .contains(wrong.getValue())
                    .hasLineCount(1);
        }
    }

    private int execute(StringWriter err, List<String> command) {
        return run(err, command.subList(command.indexOf("ike"), command.size()));
    }

    private static int run(StringWriter err, List<String> arguments) {
        return Waywiser.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private List<String> command(EmbeddedIke server) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Waywiser.class.getName(),
                "ike",
                "up",
                "127.0.0.1",
                "--ike-id=client.example",
                "--ike-peer-id=server.example",
                "--ike-psk-file=" + keys,
                "--ike-peer-port=" + server.address().getPort());
    }

    private static EmbeddedIke responder() throws IOException {
        var keys = PreSharedKeys.forAnyPeer(Secret.of("the right key".getBytes(StandardCharsets.US_ASCII)));
        var policy = new IkePolicy(
                SharedKeyAuthenticator.towardsAnyone(Identities.parse("server.example"), keys),
                PeerPolicy.sharedKeys(keys),
                IkeProposals.DEFAULT,
                Optional.empty());
        return EmbeddedIke.start(new InetSocketAddress(LOOPBACK, 0), IkeSettings.defaults(Optional.of(policy)));
    }

    private static KeySource.Listener listener(
            CompletableFuture<IkeSecret> established, CompletableFuture<IkeSecret> deleted) {
        return new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                established.complete(sa);
            }

            @Override
            public void deleted(IkeSecret sa) {
                deleted.complete(sa);
            }
        };
    }
}
