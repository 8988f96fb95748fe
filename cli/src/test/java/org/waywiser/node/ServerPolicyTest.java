package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.node.policy.Assignments;
import org.waywiser.node.policy.ConnectionLimits;
import org.waywiser.node.policy.Limit;
import org.waywiser.node.policy.LimitClass;
import org.waywiser.node.policy.Policy;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.node.policy.ServerRules;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;

/** A Server whose clients are of classes. */
@Tag("net")
@Timeout(120)
@Rfc(value = 4656, section = "6.2")
class ServerPolicyTest {
    private static final int CAP = 10;

    private final RandomGenerator random = new SecureRandom();
    private final NodeLog log = new NodeLog();
    private final Rulebook rules = new Rulebook(rules(guests(1)));
    private final TwampServer server = start();

    private TwampServer start() {
        try {
            ServerPlan usual = Plans.server(null, null);
            return TwampServer.start(
                    new ServerPlan(
                            usual.control(),
                            0,
                            0,
                            0,
                            Plans.ALL,
                            rules,
                            null,
                            usual.binding(),
                            false,
                            100_000,
                            Duration.ofSeconds(1),
                            null,
                            null),
                    random);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        log.close();
    }

    @Test
    @Rfc(value = 4656, section = "3.3")
    void aClassAtItsLimitIsRefusedTheNextSessionWhileOthersAreServed() throws Exception {
        try (var guest = new RawClient(server);
                var another = new RawClient(server);
                var user = new RawClient(server)) {
            assertThat(request(guest.open(), 20001)).isEqualTo(Accept.OK);
            assertThat(request(another.open(), 20002)).isEqualTo(Accept.TEMPORARY_LIMIT);
            assertThat(log.onlyWarning())
                    .contains(
                            "refuses a session: class guests allows 1 sessions, of which 1 are taken and 1 are wanted");
            var plan = Plans.measurement(server.controlAddress());
            assertThatThrownBy(() -> new TwampClient(plan, Credentials.none(), random).measure())
                    .isInstanceOf(MeasurementFailure.class)
                    .hasMessageContaining("temporary resource limit");

            assertThat(request(user.keyed(Modes.ENCRYPTED), 20003)).isEqualTo(Accept.OK);
            MeasurementTest.complete(new TwampClient(plan, Plans.withPassphrase(Modes.ENCRYPTED), random)
                    .measure()
                    .getFirst());
        }
        idle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"never started", "gone", "stopped", "expired"})
    void whatASessionHadIsGivenBackHoweverItEnds(String end) throws Exception {
        try (var guest = new RawClient(server)) {
            guest.open();
            assertThat(request(guest, 20001)).isEqualTo(Accept.OK);
            assertThat(rules.used("guests", Limit.SESSIONS)).isOne();
            if (!end.equals("never started")) {
                guest.send(guest.sealed(new StartSessions().toByteArray()));
                assertThat(guest.reply(16)[0]).isZero();
            }
            if (end.equals("stopped")) guest.send(guest.sealed(new StopSessions(Accept.OK, 1).toByteArray()));
            if (end.equals("never started") || end.equals("gone")) guest.reset();
            Eventually.holds(() -> rules.used("guests", Limit.SESSIONS) == 0, () -> end);
        }
        idle();
    }

    @Test
    void openModeIsNotOfferedToThoseWhoseClassDoesNotHaveIt() throws Exception {
        var keyed = new LimitClass(
                "guests",
                Optional.of("root"),
                Map.of(),
                Optional.of(Modes.AUTHENTICATED.or(Modes.ENCRYPTED)),
                Optional.empty(),
                Optional.empty());
        try (var before = new RawClient(server)) {
            before.open();
            rules.replace(rules(keyed));
            assertThat(request(before, 20001)).isEqualTo(Accept.NOT_SUPPORTED);
            assertThat(log.onlyWarning()).contains("class guests has no sessions of mode unauthenticated");
        }
        try (var after = new RawClient(server)) {
            assertThat(after.greeting().modes().security()).isEqualTo(Modes.AUTHENTICATED.or(Modes.ENCRYPTED));
        }
    }

    @Test
    void openSessionsOfAClassMayHaveToBeInsideIpsec() throws Exception {
        rules.replace(rules(new LimitClass(
                "guests", Optional.of("root"), Map.of(), Optional.empty(), Optional.of(true), Optional.empty())));
        try (var guest = new RawClient(server)) {
            assertThat(request(guest.open(), 20001)).isEqualTo(Accept.FAILURE);
            assertThat(log.onlyWarning()).contains("an open session has to be inside IPsec");
        }
    }

    @Test
    void aThousandConnectionsFromOneAddressAreHeldToItsCap() throws Exception {
        rules.replace(new ServerRules(Policy.UNLIMITED, ConnectionLimits.DEFAULT.of(10_000, CAP), null));
        var held = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < CAP; i++) {
                var client = new RawClient(server);
                held.add(client);
                assertThat(client.greeting().modes()).isEqualTo(Plans.ALL);
            }
            for (int i = CAP; i < 1000; i++) {
                try (var refused = new RawClient(server)) {
                    assertThat(refused.greeting().modes()).isEqualTo(Modes.NONE);
                    assertThat(refused.rest()).isEmpty();
                }
                assertThat(server.connections()).isLessThanOrEqualTo(CAP + 2);
            }
            Eventually.holds(() -> server.connections() == CAP, () -> server.connections() + " connections");
        } finally {
            for (RawClient client : held) client.close();
        }
        idle();
        try (var next = new RawClient(server)) {
            next.open();
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void slowHandshakesExpire() throws Exception {
        rules.replace(new ServerRules(
                Policy.UNLIMITED,
                new ConnectionLimits(10_000, 10_000, Optional.of(Duration.ofMillis(500)), Optional.empty()),
                null));
        var slow = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < 300; i++) {
                var client = new RawClient(server);
                client.send(new byte[] {0});
                slow.add(client);
            }
            MeasurementTest.complete(
                    new TwampClient(Plans.measurement(server.controlAddress()), Credentials.none(), random)
                            .measure()
                            .getFirst());
            idle();
            assertThat(log.warnings())
                    .hasSize(300)
                    .allMatch(line -> line.contains("did not complete the connection set-up in time"));
        } finally {
            for (RawClient client : slow) client.close();
        }
    }

    @Test
    void otherRulesUnderAHundredRunningSessionsDropNone() throws Exception {
        rules.replace(rules(guests(100)));
        var plan = Plans.measurement(server.controlAddress(), wanted -> {
            wanted.sessions = 100;
            wanted.count = 50;
        });
        var measured = new CompletableFuture<List<SessionOutcome>>();
        Thread.startVirtualThread(() -> {
            try {
                measured.complete(new TwampClient(plan, Credentials.none(), random).measure());
            } catch (Exception e) {
                measured.completeExceptionally(e);
            }
        });
        Eventually.holds(() -> server.sessions() == 100, () -> server.sessions() + " sessions");
        for (int most = 1; most <= 50; most++) rules.replace(rules(guests(most)));

        try (var guest = new RawClient(server)) {
            assertThat(request(guest.open(), 20001)).isEqualTo(Accept.TEMPORARY_LIMIT);
        }
        assertThat(measured.get()).hasSize(100).allSatisfy(MeasurementTest::complete);
        Eventually.holds(() -> rules.used("root", Limit.SESSIONS) == 0, () -> "all given back");
    }

    private void idle() {
        Eventually.idle(server);
        Eventually.holds(() -> rules.used("root", Limit.SESSIONS) == 0, () -> "all given back");
    }

    private static Accept request(RawClient client, int port) throws Exception {
        client.send(client.sealed(Arrays.copyOf(RawClient.request(port), 96)));
        return client.accepted().accept();
    }

    private static LimitClass guests(long sessions) {
        return new LimitClass(
                "guests",
                Optional.of("root"),
                Map.of(Limit.SESSIONS, sessions),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ServerRules rules(LimitClass guests) {
        var users = new Assignments(Map.of(), Map.of(Plans.USER, "root"), Map.of(), Optional.of("guests"));
        try {
            return new ServerRules(
                    Policy.of(List.of(LimitClass.unlimited("root"), guests), users),
                    ConnectionLimits.DEFAULT,
                    Passphrases.file());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
