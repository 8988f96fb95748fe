package org.waywiser.keys.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.AgentServer.Count;
import org.waywiser.keys.agent.AgentServer.Limits;
import org.waywiser.testkit.Rfc;

@Timeout(120)
@Rfc(value = 7717, section = "5.1")
class HostileAgentClientTest {
    private static final Limits TIGHT = new Limits(64, 32, Duration.ofSeconds(2));

    private final FakeKeeper keeper = new FakeKeeper();

    @TempDir
    private Path directory;

    private Path socket;
    private AgentServer server;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("agent.sock");
        server = AgentServer.start(socket, Optional.empty(), Access.byFile(), keeper, TIGHT);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    @Test
    void closesAConnectionWhoseFramesAreTooLongOrCarryAKey() throws Exception {
        for (byte[] header : new byte[][] {{(byte) 0xff, (byte) 0xff, 0, 0}, {0x10, 0x01, 0, 0}, {0, 2, 0, 32}}) {
            try (var raw = new RawAgentClient(socket)) {
                raw.octets(header);
                assertThat(raw.hear()).contains("\"error\":\"malformed\"");
                assertThat(raw.hear()).isEmpty();
            }
        }
        assertThat(server.counted(Count.MALFORMED)).isEqualTo(3);
        stillServes();
    }

    @Test
    void closesAConnectionThatSpeaksNoJson() throws Exception {
        for (String text : new String[] {"", "hello", "[]", "7", "{\"a\":".repeat(40), "\u0000\u0001"}) {
            try (var raw = new RawAgentClient(socket)) {
                raw.say(text);
                assertThat(raw.hear()).as(text).contains("\"error\":\"malformed\"");
                assertThat(raw.hear()).as(text).isEmpty();
            }
        }
        stillServes();
    }

    @Test
    void answersRequestsThatMakeNoSenseAndGoesOn() throws Exception {
        try (var raw = new RawAgentClient(socket).greet()) {
            for (String text : new String[] {
                "{}",
                "{\"request\":7}",
                "{\"request\":\"reboot\"}",
                "{\"request\":\"hello\",\"version\":1}",
                "{\"request\":\"derive\",\"purpose\":\"ippm\"}",
                "{\"request\":\"derive\",\"purpose\":\"ippm\",\"spi_i\":\"zz\",\"spi_r\":\"zz\"}",
                "{\"request\":\"derive\",\"purpose\":\"ippm\",\"peer\":\"example.org\"}",
                "{\"request\":\"derive\",\"purpose\":\"ippm\",\"peer\":\"192.0.2.1\",\"remote_id\":[]}",
                "{\"request\":\"establish\"}",
            }) {
                raw.say(text);
                assertThat(raw.hear()).as(text).contains("\"error\":\"malformed\"");
            }
            raw.say("{\"request\":\"list\"}");
            assertThat(raw.hear()).isEqualTo("{\"end\":0}");
        }
    }

    @Test
    void answersNothingBeforeTheTwoEndsAgreeOnAVersion() throws Exception {
        keeper.add(FakeKeeper.sa(1, "server.example"));
        try (var raw = new RawAgentClient(socket)) {
            raw.say("{\"request\":\"list\"}");
            assertThat(raw.hear()).contains("hello comes first");
            assertThat(raw.hear()).isEmpty();
        }
        try (var raw = new RawAgentClient(socket)) {
            raw.say("{\"request\":\"hello\",\"version\":0}");
            assertThat(raw.hear()).contains("\"error\":\"version\"");
            assertThat(raw.hear()).isEmpty();
        }
        try (var newer = new RawAgentClient(socket)) {
            newer.say("{\"request\":\"hello\",\"version\":2}");
            assertThat(newer.hear()).as("a newer one may speak our version").isEqualTo("{\"version\":1}");
        }
    }

    @Test
    void randomOctetsNeverStopIt() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] octets = new byte[random.nextInt(64)];
            random.nextBytes(octets);
            try (var raw = new RawAgentClient(socket)) {
                raw.octets(octets);
                raw.saysNoMore();
                raw.hear();
            }
        }
        stillServes();
    }

    @Test
    void oneThatHasSaidAllGetsItsAnswer() throws Exception {
        try (var raw = new RawAgentClient(socket)) {
            raw.say("{\"request\":\"hello\",\"version\":1}");
            raw.say("{\"request\":\"list\"}");
            raw.saysNoMore();
            assertThat(raw.hear()).isEqualTo("{\"version\":1}");
            assertThat(raw.hear()).isEqualTo("{\"end\":0}");
            assertThat(raw.hear()).isEmpty();
        }
    }

    @Test
    void oneThatSaysNothingIsClosed() throws Exception {
        try (var silent = new RawAgentClient(socket);
                var half = new RawAgentClient(socket)) {
            half.octets((byte) 0);
            assertThat(silent.hear()).isEmpty();
            assertThat(half.hear()).isEmpty();
        }
        Eventually.holds(() -> server.counted(Count.OVERDUE) == 2, "counted");
    }

    @Test
    void oneThatDoesNotReadItsAnswersIsClosed() throws Exception {
        for (int i = 0; i < 400; i++) keeper.add(FakeKeeper.sa(i, "server.example"));
        try (var slow = new RawAgentClient(socket).greet()) {
            Thread.startVirtualThread(() -> {
                try {
                    while (true) slow.say("{\"request\":\"list\"}");
                } catch (IOException e) {
                    // closed, as it should be
                }
            });
            Eventually.holds(() -> server.counted(Count.OVERDUE) == 1, "closed");
        }
        stillServes();
    }

    @Test
    void aSubscriberThatDoesNotReadIsCutOffAndHoldsNobodyUp() throws Exception {
        try (var slow = new RawAgentClient(socket).greet()) {
            slow.say("{\"request\":\"subscribe\"}");
            assertThat(slow.hear()).contains("subscribed");
            for (int i = 0; i < 20_000 && server.counted(Count.OVERDUE) == 0; i++) {
                keeper.tellAll(FakeKeeper.sa(i, "server.example"));
            }
            Eventually.holds(() -> keeper.listeners() == 0 && server.connections() == 0, "cut off");
        }
        stillServes();
    }

    @Test
    void thousandsOfConnectionsAreTurnedAwayAndCounted() throws Exception {
        var open = new ArrayList<RawAgentClient>();
        try {
            for (int i = 0; i < 3_000; i++) {
                open.add(new RawAgentClient(socket));
                assertThat(server.connections()).isLessThanOrEqualTo(TIGHT.perUser());
            }
            Eventually.holds(() -> server.counted(Count.ACCEPTED) == 3_000, "all are seen");
            assertThat(server.counted(Count.TURNED_AWAY)).isGreaterThan(1_000);
        } finally {
            for (var raw : open) raw.close();
        }
        Eventually.holds(() -> server.connections() == 0, "all are gone");
        stillServes();
    }

    @Test
    void aUserSeesOnlySasOfPeersThatItMayUseAndDeletesNone() throws Exception {
        server.close();
        var rights = new Access.Rights(false, Set.of("server.example"));
        SaStatus own = FakeKeeper.sa(1, "server.example");
        SaStatus other = FakeKeeper.sa(2, "other.example");

        assertThat(rights.include(own)).isTrue();
        assertThat(rights.include(other)).isFalse();
        assertThat(new Access.Rights(true, Set.of()).include(other)).isTrue();
    }

    @Test
    void namesUsersAndGroupsByNameOrNumberAndRefusesOthers() throws Exception {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Access.byFile().allowUser("no-such-user"))
                .withMessage("there is no user no-such-user");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Access.byFile().allowGroup("no-such-group"))
                .withMessage("there is no group no-such-group");
        assertThat(Access.byFile()
                        .allowUser("65534=server.example,other.example")
                        .isByFile())
                .isFalse();
        assertThat(Access.byFile().isByFile()).isTrue();
    }

    private void stillServes() throws Exception {
        Eventually.holds(() -> server.connections() == 0, "idle");
        try (var client = new AgentClient(socket)) {
            assertThat(client.bySpis(-1, -1)).isEmpty();
            assertThat(client.byPeer(InetAddress.ofLiteral("198.51.100.1"))).isEmpty();
        }
    }
}
