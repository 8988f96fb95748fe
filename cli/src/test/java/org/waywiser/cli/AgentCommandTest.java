package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.testkit.Rfc;

@Tag("net")
@Timeout(240)
@Rfc(value = 7717, section = "5.1")
class AgentCommandTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeKeys() throws IOException {
        Files.writeString(directory.resolve("client.psk"), "server.example : the right key\n");
        Files.writeString(directory.resolve("server.psk"), "client.example : the right key\n");
    }

    @Test
    void twpingAndServeMeasureWithKeysOfTheirAgentsAndNeedNoCredentials() throws Exception {
        try (Started responder = agent("server", "");
                Started initiator =
                        agent("client", " --ike-peer-id server.example --ike-peer-port " + ikePort(responder));
                Started server =
                        Started.line("serve --listen 127.0.0.1 --twamp-port 0 --key-source agent --agent-socket "
                                + socket("server"))) {
            ikePort(initiator);
            String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
            server.await("keys of IKE SAs from the (agent)");

            String twping = "twping 127.0.0.1:" + port + " -c 5 -i 1msf --security ike --json --agent-socket "
                    + socket("client");
            Run first = Run.line(twping).succeeds();
            assertThat(first.out())
                    .contains("\"key_source\":\"agent\"")
                    .contains("\"remote_id\":\"server.example\"")
                    .doesNotContain("\"spi_i\":null");
            String spi = spiI(first);
            assertThat(spiI(Run.line(twping).succeeds()))
                    .as("the same SA again")
                    .isEqualTo(spi);

            Run list = Run.line("ike list --agent-socket " + socket("client")).succeeds();
            assertThat(list.out())
                    .contains(
                            spi,
                            "called by us",
                            "server.example",
                            "by        127.0.0.1",
                            "state     established for ",
                            ", rekeyed in 3 h ",
                            ", ends in 4 h ");
            Run json = Run.line("ike list --json --agent-socket " + socket("server"))
                    .succeeds();
            assertThat(json.lines()).hasSize(1);
            assertThat(json.out())
                    .contains("\"spi_i\":\"" + spi + "\"", "\"initiator\":false", "\"age_s\":")
                    .contains("\"state\":\"established\"", "\"connection\":null")
                    .containsPattern("\"rekey_in_s\":1[234]\\d{3},\"ends_in_s\":15\\d{3}");

            Run down = Run.line("ike down server.example --agent-socket " + socket("client"))
                    .succeeds();
            assertThat(down.out()).startsWith("deleted   " + spi);
            responder.await("(" + spi + ").* is gone: deleted by the peer");
            assertThat(spiI(Run.line(twping).succeeds())).as("another SA").isNotEqualTo(spi);

            // the farewell of an agent takes its SAs along
            initiator.end();
            responder.await("(is gone: deleted by the peer)");
            Run.line(twping).fails(4, "no agent", socket("client").toString(), "waywiser agent");
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.18")
    void aRekeyedSaIsSeenThroughTheAgentAndKeysTheNextMeasurement() throws Exception {
        try (Started responder = agent("server", "");
                Started initiator = agent(
                        "client",
                        " --ike-peer-id server.example --ike-rekey-time 2s --ike-peer-port " + ikePort(responder));
                Started server =
                        Started.line("serve --listen 127.0.0.1 --twamp-port 0 --agent-socket " + socket("server"))) {
            ikePort(initiator);
            String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
            String twping = "twping 127.0.0.1:" + port + " -c 5 -i 1msf --security ike --json --agent-socket "
                    + socket("client");
            String first = spiI(Run.line(twping).succeeds());

            responder.await("(" + first + ").* rekeyed: ");
            responder.await("(" + first + ").* is gone: rekeyed");

            assertThat(Run.line("ike list --json --agent-socket " + socket("server"))
                            .succeeds()
                            .out())
                    .isNotEmpty()
                    .doesNotContain(first);
            assertThat(spiI(Run.line(twping).succeeds())).isNotEqualTo(first);
        }
    }

    @Test
    void aRunningMeasurementOutlivesItsAgent() throws Exception {
        try (Started responder = agent("server", "");
                Started initiator =
                        agent("client", " --ike-peer-id server.example --ike-peer-port " + ikePort(responder));
                Started server =
                        Started.line("serve --listen 127.0.0.1 --twamp-port 0 --agent-socket " + socket("server"))) {
            ikePort(initiator);
            String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
            try (Started twping = Started.line("twping 127.0.0.1:" + port
                    + " -c 300 -i 10msf --security ike --json --agent-socket " + socket("client"))) {
                server.await("(connected), ");

                initiator.kill();
                responder.kill();

                twping.await("the agent at .*(has ended)");
                twping.await("\"key_source\":\"(agent)\".*\"sent\":300");
                twping.endsWith(ExitStatus.MEASURED);
            }
        }
    }

    @Test
    void aServerSaysSoAndGoesOnWhereItsAgentHasDied() throws Exception {
        try (Started responder = agent("server", "");
                Started initiator =
                        agent("client", " --ike-peer-id server.example --ike-peer-port " + ikePort(responder));
                Started server =
                        Started.line("serve --listen 127.0.0.1 --twamp-port 0 --agent-socket " + socket("server"))) {
            ikePort(initiator);
            String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
            String twping = "twping 127.0.0.1:" + port + " -c 5 -i 1msf --agent-socket " + socket("client");
            Run.line(twping + " --security ike").succeeds();

            responder.kill();

            Run.line(twping + " --security ike").fails(3, "internal error");
            server.await("(no keys for 127.0.0.1).*waywiser agent");
            Run.line(twping + " --security open").succeeds();

            try (Started again = agent("server", "")) {
                ikePort(again);
                Run.line(twping + " --security ike").fails(4, "does not know the IKE SA");
            }
        }
    }

    @Test
    void endsWithStatus2WhereItsOptionsDoNotFit() {
        Run.line("agent").fails(2, "IKE needs --ike-psk-file");
        Run.line("agent --allow-uid nobody-of-that-name").fails(2, "there is no user nobody-of-that-name");
        Run.line("agent --allow-group nobody-of-that-name").fails(2, "there is no group nobody-of-that-name");
        Run.line("twping 127.0.0.1 --key-source agent --ike-id a --ike-psk-file " + directory.resolve("client.psk"))
                .fails(2, "an agent has its own credentials");
    }

    @Test
    void endsWithStatus4WhereThereIsNoAgent() {
        String none = " --agent-socket " + directory.resolve("none.sock");

        Run.line("ike list" + none).fails(4, "no agent", "waywiser agent");
        Run.line("ike down 127.0.0.1" + none).fails(4, "no agent", "waywiser agent");
        Run.line("serve --twamp-port 0" + none).fails(4, "no agent", "waywiser agent");
        Run.line("twping 127.0.0.1 --security ike" + none).fails(4, "no agent", "waywiser agent");
    }

    private Path socket(String end) {
        return directory.resolve(end + ".sock");
    }

    private Started agent(String end, String more) throws IOException {
        return Started.line("agent --socket " + socket(end) + " --listen 127.0.0.1 --ike-port 0 --ike-id " + end
                + ".example --ike-psk-file " + directory.resolve(end + ".psk") + more);
    }

    private static String ikePort(Started agent) throws IOException {
        return agent.await("IKEv2 on UDP 127.0.0.1:(\\d+)");
    }

    private static String spiI(Run run) {
        var spi = Pattern.compile("\"spi_i\":\"([0-9a-f]{16})\"").matcher(run.out());
        assertThat(spi.find()).isTrue();
        return spi.group(1);
    }
}
