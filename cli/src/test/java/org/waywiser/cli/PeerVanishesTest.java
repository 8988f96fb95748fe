package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.cli.FailingPeer.Fault;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.node.store.SessionStore;
import org.waywiser.wire.control.Modes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever becomes of the peer, a run ends, and says what it has and why it is not all. */
@Tag("net")
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class PeerVanishesTest {
    @TempDir
    private Path directory;

    private static ServerPlan plan() {
        return ServerPlan.of(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), Modes.UNAUTHENTICATED, null, null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theReflectorIsGone(boolean closesPort) throws Exception {
        try (var server = OneSessionServer.vanishing(10, closesPort)) {
            var run = Run.line("twping " + server.address() + " -c 50 -i 2msf -L 2 --json");
            var document = documents(run).getFirst();

            assertThat(run.status()).isZero();
            assertThat(document.at("/packets/sent").asLong()).isEqualTo(50);
            assertThat(document.at("/packets/received").asLong()).isEqualTo(10);
            assertThat(document.at("/packets/lost").asLong()).isEqualTo(40);
            assertThat(document.at("/losses/longest_run").asLong()).isEqualTo(40);
            // Nobody knows whether they came to it.
            assertThat(document.at("/directions/forward/packets/lost").asLong()).isZero();
            assertThat(document.at("/drops/port_unreachable").asLong() > 0).isEqualTo(closesPort);
            assertThat(server.lastCommand()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theControlConnectionOfTwampFails(Fault fault) throws Exception {
        try (var server = TwampServer.start(plan(), new SecureRandom());
                var peer = new FailingPeer(server.controlAddress(), fault)) {
            var run = Run.line("twping " + peer.address() + " -c 200 -i 5msf -L 1 --json");
            var document = documents(run).getFirst();

            if (fault == Fault.CUT) {
                assertThat(document.at("/interruption").asString()).isEqualTo("the control connection broke");
                assertThat(document.at("/partial").asBoolean()).isTrue();
            } else {
                // TWAMP has no word of the Server at the end.
                assertThat(run.status()).isZero();
                assertThat(document.at("/packets/received").asLong()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theControlConnectionOfOwampFails(Fault fault) throws Exception {
        try (var server = OwampServer.start(
                        plan(), SessionStore.open(directory.resolve("sessions")), new SecureRandom());
                var peer = new FailingPeer(server.controlAddress(), fault)) {
            var run = Run.line("owping " + peer.address() + " -c 200 -i 5msf -L 1 --json");

            // What came to us is there; what went to the Server is there only.
            String reason = fault == Fault.CUT
                    ? "the control connection broke"
                    : "the server fell silent: it did not answer Stop-Sessions";
            assertThat(documents(run)).hasSize(2).allSatisfy(document -> {
                assertThat(document.at("/interruption").asString()).isEqualTo(reason);
                assertThat(document.at("/partial").asBoolean()).isTrue();
            });
        }
    }

    private static List<JsonNode> documents(Run run) {
        var mapper = new JsonMapper();
        return run.lines().stream().map(mapper::readTree).toList();
    }
}
