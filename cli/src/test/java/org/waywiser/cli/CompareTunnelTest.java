package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.BypassPort;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;
import tools.jackson.databind.json.JsonMapper;

/** The two sessions of a comparison on loopback, where policies of the host stand for those of sockets: no IPsec, no privilege. */
@Tag("net")
@Timeout(120)
class CompareTunnelTest {
    private static final String COMPARE = " --compare-tunnel --bypass-by policy -c 50 -i 2msf -L 10";
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final int port = freePort();

    private static int freePort() {
        try (var socket = UdpSocket.open(new InetSocketAddress(LOOPBACK, 0))) {
            return socket.localAddress().getPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ServerPlan plan() {
        return ServerPlan.of(new InetSocketAddress(LOOPBACK, 0), Modes.UNAUTHENTICATED, null, null);
    }

    private TwampServer server() throws Exception {
        return TwampServer.start(plan().with(new BypassPort(port, BypassPort.By.POLICY)), new SecureRandom());
    }

    private static String at(TwampServer server) {
        return "twping 127.0.0.1:" + server.controlAddress().getPort();
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void measuresOnTwoPortsAndTellsTheDifference() throws Exception {
        try (var server = server()) {
            var run = Run.line(at(server) + COMPARE + " --json --bypass-port " + port)
                    .succeeds();

            assertThat(run.lines()).hasSize(3);
            var mapper = new JsonMapper();
            var inside = mapper.readTree(run.lines().get(0));
            var outside = mapper.readTree(run.lines().get(1));
            var compared = mapper.readTree(run.lines().get(2));
            assertThat(inside.at("/peer/port").asInt())
                    .isEqualTo(server.testAddress().getPort());
            assertThat(outside.at("/peer/port").asInt()).isEqualTo(port);
            assertThat(inside.at("/schedule/interval_ns").asLong()).isEqualTo(2_000_000);
            for (var side : new String[] {"inside", "outside"}) {
                assertThat(compared.at("/" + side + "/received").asInt()).isEqualTo(50);
                assertThat(compared.at("/" + side + "/path_mtu_octets").asInt()).isGreaterThanOrEqualTo(65_535);
            }
            assertThat(compared.at("/inside/sid")).isEqualTo(inside.at("/sid"));
            assertThat(compared.at("/outside/sid")).isEqualTo(outside.at("/sid"));
            assertThat(compared.at("/difference/pairs").asInt()).isEqualTo(50);
            assertThat(compared.at("/difference/path_mtu_octets").asInt()).isZero();
            assertThat(compared.at("/difference/rtt/median_interval_ns/low").asLong())
                    .isLessThanOrEqualTo(
                            compared.at("/difference/rtt/median_ns").asLong());
            assertThat(compared.at("/difference/rtt/median_interval_ns/high").asLong())
                    .isGreaterThanOrEqualTo(
                            compared.at("/difference/rtt/median_ns").asLong());
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(getClass().getResourceAsStream("report/tunnel.schema.json"));
            assertThat(schema.validate(run.lines().get(2), InputFormat.JSON)).isEmpty();
        }
    }

    @Test
    void printsTheDifferenceAfterBothSessions() throws Exception {
        try (var server = server()) {
            var run = Run.line(at(server) + COMPARE + " --bypass-port " + port).succeeds();

            assertThat(run.out())
                    .contains(
                            "what IPsec costs", "rtt median", "forward median", "largest IP", "differences of 50 pairs")
                    .contains("perhaps IPsec protects neither of them");
            assertThat(run.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        }
    }

    @Test
    void saysThatTheServerHasNoPortOutsideIpsec() throws Exception {
        try (var server = TwampServer.start(plan(), new SecureRandom())) {
            int given = server.testAddress().getPort();
            Run.line(at(server) + COMPARE)
                    .fails(
                            ExitStatus.NO_CONNECTION,
                            "127.0.0.1:" + given + " refused the session outside IPsec",
                            "it gave UDP port " + given + " instead of 8620; start it with --bypass-port 8620");
        }
    }

    @Test
    void sessionsOfOthersDoNotGoOutside() throws Exception {
        try (var server = server()) {
            var run = Run.line(at(server) + " -c 5 -i 1msf -L 10 --json").succeeds();

            assertThat(new JsonMapper().readTree(run.out()).at("/peer/port").asInt())
                    .isNotEqualTo(port);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--profile draft-alt2",
                "--profile draft-alt1 --derivation direct",
            })
    void refusesProfilesWhoseSessionsShareKeys(String profile) {
        Run.line("twping 127.0.0.1 --compare-tunnel " + profile)
                .fails(ExitStatus.USAGE, "--compare-tunnel needs a key of its own for each session");
    }

    @Test
    void hasTwoSessionsAndNoMore() {
        Run.line("twping 127.0.0.1 --compare-tunnel --sessions 3").fails(ExitStatus.USAGE, "leave out --sessions");
    }
}
