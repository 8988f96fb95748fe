package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;

/** What Server and client put into the messages of connection setup. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3.1")
class ConnectionSetupOfNodesTest {
    private static final int TIMES = 8;
    private final SecureRandom random = new SecureRandom();

    @Test
    void everyGreetingHasAChallengeAndASaltOfItsOwnAndAProperCount() throws Exception {
        try (var server = TwampServer.start(Plans.server(null, null), random)) {
            var drawn = new HashSet<Octets>();
            for (int i = 0; i < TIMES; i++) {
                try (var client = new RawClient(server)) {
                    var greeting = client.greeting();
                    drawn.add(greeting.challenge());
                    drawn.add(greeting.salt());
                    assertThat(PasswordKey.acceptable(greeting.count(), Credentials.DEFAULT_MAX_COUNT))
                            .isTrue();
                    assertThat(greeting.modes()).isEqualTo(Plans.ALL);
                }
            }
            assertThat(drawn).hasSize(2 * TIMES);
        }
    }

    @Test
    void everyClientIsToldTheSameStartTimeAndItsOwnServerIv() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random)) {
            var startTimes = new HashSet<Long>();
            var ivs = new HashSet<Octets>();
            for (int i = 0; i < TIMES; i++) {
                try (var client = new RawClient(server)) {
                    client.greeting();
                    client.send(RawClient.setUp(1));
                    startTimes.add(
                            ServerStart.read(WireReader.of(client.read(48))).startTimeNtp());
                }
                try (var client = new RawClient(server)) {
                    client.send(client.setUp(client.greeting(), Modes.ENCRYPTED, Plans.USER));
                    ivs.add(ServerStart.read(WireReader.of(client.read(48))).serverIv());
                }
            }
            assertThat(startTimes).hasSize(1).doesNotContain(0L);
            assertThat(ivs).hasSize(TIMES);
        }
    }

    @Test
    void aRefusalHasAStartTimeOfZero() throws Exception {
        try (var log = new NodeLog();
                var server = TwampServer.start(Plans.server(Passphrases.file(), null), random);
                var client = new RawClient(server)) {
            client.send(client.setUp(client.greeting(), Modes.ENCRYPTED, "nobody"));
            var refusal = ServerStart.read(WireReader.of(client.read(48)));

            assertThat(refusal).isEqualTo(ServerStart.refusing(Accept.FAILURE));
            assertThat(log.onlyWarning()).contains("nobody");
        }
    }

    @Test
    void noClientRepeatsItsIvOrItsToken() throws Exception {
        var drawn = new HashSet<Octets>();
        for (int i = 0; i < TIMES; i++) {
            var responses = new ArrayList<SetUpResponse>();
            try (var server = new FakeServer(client -> {
                client.greet(4, 1024);
                responses.add(SetUpResponse.read(WireReader.of(client.read(SetUpResponse.LENGTH))));
            })) {
                var client = new TwampClient(
                        Plans.measurement(server.address()), Plans.withPassphrase(Modes.ENCRYPTED), random);
                try {
                    client.measure();
                } catch (MeasurementFailure e) {
                    // The server has closed, as it was told to.
                }
                server.rest();
            }
            drawn.add(responses.getFirst().clientIv());
            drawn.add(responses.getFirst().token());
        }
        assertThat(drawn).hasSize(2 * TIMES);
    }

    @Test
    @Rfc(value = 5357, section = "3.1")
    void waitsAQuarterOfAnHourForClientsByDefault() {
        ServerPlan plan = Plans.server(null, null);

        assertThat(plan.settings(0).serverWait()).isEqualTo(Duration.ofMinutes(15));
        assertThat(plan.refwait()).isEqualTo(Duration.ofMinutes(15));
        assertThat(Credentials.DEFAULT_MAX_COUNT).isEqualTo(32_768);
    }
}
