package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentServer;

@Tag("net")
@Timeout(120)
class ServeCommandTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir
    private Path directory;

    @Test
    void theKernelsSasAreForProfilesAndRootsThatTheyCanKey() {
        Run.line("serve --key-source xfrm").fails(2, "--root ipsec-sa");
        Run.line("serve --key-source xfrm --profile draft").fails(2, "--root ipsec-sa");
        Run.line("serve --key-source xfrm --profile draft --root ipsec-sa --prf md5")
                .fails(2, "'md5' is none of prfsha256");
        Run.line("serve --key-source xfrm --profile draft --root ipsec-sa --stamp-ike")
                .fails(2, "--stamp-ike derives its keys from IKE SAs", "take --key-source strongswan");
        Run.line("twping --key-source xfrm 127.0.0.1").fails(2, "for serve and agent");
    }

    @Test
    void anAgentOfTheKernelsSasHasNoKeysForStamp() throws Exception {
        Path socket = directory.resolve("agent.sock");
        var kernel = new IkeListCommandTest.Holding(List.of());
        try (var _ = AgentServer.start(socket, Optional.empty(), Access.byFile(), kernel)) {
            Run.line("serve --listen 127.0.0.1 --twamp-port 0 --stamp-ike --agent-socket " + socket)
                    .fails(2, "--stamp-ike derives its keys from IKE SAs");
        }
    }

    @Test
    void saysWhatToDoAboutAPortThatIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            Run.line("serve --listen 127.0.0.1 --twamp-port " + taken.getLocalPort())
                    .fails(3, "port " + taken.getLocalPort(), "in use", "choose another with --twamp-port");
        }
        try (var taken = new DatagramSocket(0, LOOPBACK)) {
            Run.line("serve --listen 127.0.0.1 --twamp-port " + taken.getLocalPort())
                    .fails(3, "port " + taken.getLocalPort(), "in use", "choose another with --twamp-port");
        }
    }

    @Test
    void saysWhatToDoAboutAPortThatNeedsPrivilege() {
        var denied = ServeCommand.cannotListen("--twamp-port", 862, new BindException("Permission denied"));

        assertThat(denied.status()).isEqualTo(3);
        assertThat(denied).hasMessageContainingAll("port 862", "CAP_NET_BIND_SERVICE", "--twamp-port");
        assertThat(ServeCommand.cannotListen("--twamp-port", 862, new BindException("Address already in use")))
                .hasMessageContaining("--twamp-port")
                .hasMessageNotContaining("CAP_NET_BIND_SERVICE");
    }

    @Test
    void saysWhatToDoAboutAnIkePortThatIsTaken() throws Exception {
        Path psk = Files.writeString(directory.resolve("psk"), "client.example : a key\n");
        try (var taken = new DatagramSocket(0, LOOPBACK)) {
            Run.line("serve --listen 127.0.0.1 --twamp-port 0 --ike-id server.example --ike-psk-file " + psk
                            + " --ike-port " + taken.getLocalPort())
                    .fails(3, Integer.toString(taken.getLocalPort()), "choose another with --ike-port");
        }
    }

    @Test
    void endsWithStatus2WhereItsOptionsDoNotFit() {
        Run.line("serve --twamp-port 70000").fails(2, "is no port");
        Run.line("serve --listen nowhere.invalid").fails(2, "no address of this machine");
        Run.line("serve -A E").fails(2, "modes A, E and M need keys");
        Run.line("serve -A M").fails(2, "modes A, E and M need keys");
        Run.line("serve -A M --profile draft").fails(2, "--profile draft excludes mode M");
        Run.line("serve --open-inside-ipsec --bypass-port").fails(2, "contradict each other");
        Run.line("serve --pfs none.pfs").fails(2, "none.pfs does not exist");
        Run.line("serve --ike-cert none.pem").fails(2, "--ike-cert and --ike-key belong together");
    }

    @Test
    void printsWhereItListensAndServesUntilCtrlC() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Waywiser.class.getName(),
                        "serve",
                        "--listen",
                        "127.0.0.1",
                        "--twamp-port",
                        "0")
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String listening = out.readLine();
            assertThat(listening).startsWith("TWAMP-Control on 127.0.0.1:").contains("test packets on UDP 127.0.0.1:");
            assertThat(out.readLine()).isEqualTo("modes offered: unauthenticated");
            assertThat(out.readLine()).startsWith("features offered: ").contains("reflect-octets|symmetrical-size");
            String port = listening.replaceFirst(".*?127.0.0.1:(\\d+).*", "$1");

            Run.of("twping", "127.0.0.1:" + port, "-c", "5", "-i", "1msf").succeeds();

            new ProcessBuilder(List.of("kill", "-INT", Long.toString(process.pid())))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
