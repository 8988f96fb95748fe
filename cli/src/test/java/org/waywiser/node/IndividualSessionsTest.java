package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.node.FakeServer.Peer;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/** Sessions that are started and stopped one by one. */
@Tag("net")
@Timeout(60)
@Rfc(value = 5938, section = "3")
class IndividualSessionsTest {
    private static final Modes OFFERED = Plans.ALL.or(Modes.MIXED).or(Modes.INDIVIDUAL_SESSION_CONTROL);
    private static final Sid OTHER = new Sid(Octets.hex("7f000001e0000000000000000000beef"));

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4, 8})
    void measuresSeveralInEveryMode(long security) throws Exception {
        try (var server = TwampServer.start(plan(Duration.ofMinutes(15)), random)) {
            assertThat(server.offered()).isEqualTo(OFFERED);
            Credentials keys = security == 1 ? Credentials.none() : Plans.withPassphrase(new Modes(security));
            for (SessionOutcome outcome : measure(server.controlAddress(), keys)) {
                MeasurementTest.complete(outcome);
                assertThat(outcome.mode()).isEqualTo(new Modes(security).or(Modes.INDIVIDUAL_SESSION_CONTROL));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4, 8})
    @Rfc(value = 7717, section = "5.2")
    void measuresSeveralWithKeysOfAnIkeSa(long security) throws Exception {
        try (var ike = IkePair.on(Plans.LOOPBACK);
                var server = TwampServer.start(
                        ServerPlan.of(new InetSocketAddress(Plans.LOOPBACK, 0), OFFERED, null, ike.responder()),
                        random)) {
            var keys = Plans.withIke(SecurityPolicy.REQUIRE, ike.finder(), new Modes(security));
            for (SessionOutcome outcome : measure(server.controlAddress(), keys)) {
                MeasurementTest.complete(outcome);
                assertThat(outcome.mode())
                        .isEqualTo(new Modes(security).or(Modes.IKEV2_DERIVED).or(Modes.INDIVIDUAL_SESSION_CONTROL));
                assertThat(outcome.sa()).isNotNull();
            }
        }
    }

    @Test
    @Rfc(value = 5938, section = "3.7")
    void measuresAsEverWhereTheServerDoesNotOfferIt() throws Exception {
        try (var server = TwampServer.start(Plans.server(null, null), random)) {
            var outcomes = measure(server.controlAddress(), Credentials.none());

            assertThat(outcomes).hasSize(3).allSatisfy(MeasurementTest::complete);
            assertThat(outcomes.getFirst().mode()).isEqualTo(Modes.UNAUTHENTICATED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8})
    @Rfc(value = 5938, section = "4.2")
    void reflectsEachSessionFromItsStartToItsStop(long security) throws Exception {
        try (var server = TwampServer.start(plan(Duration.ofMinutes(15)), random);
                var client = new RawClient(server);
                var one = new RawSender();
                var other = new RawSender()) {
            setUp(client, security);
            Sid first = accepted(client, one);
            send(client, "07", first);
            acknowledged(client, "0800", first);
            assertThat(number(one.exchange(server, packet(1)))).isEqualTo(1);

            // The second one is asked for while the first one runs, and does not reflect yet.
            Sid second = accepted(client, other);
            other.send(server, packet(2));
            assertThat(number(one.exchange(server, packet(3)))).isEqualTo(3);
            assertThat(other.hasHeardNothing()).isTrue();
            send(client, "07", second);
            acknowledged(client, "0800", second);
            assertThat(number(other.exchange(server, packet(4)))).isEqualTo(4);

            // The first one ends, with a Timeout of zero; the second one goes on.
            send(client, "09", first);
            acknowledged(client, "0a00", first);
            Eventually.holds(() -> server.sessions() == 1, () -> "one session gone");
            one.send(server, packet(5));
            assertThat(number(other.exchange(server, packet(6)))).isEqualTo(6);
            assertThat(one.hasHeardNothing()).isTrue();
            send(client, "09", second);
            acknowledged(client, "0a00", second);
            Eventually.holds(() -> server.sessions() == 0, () -> "both sessions gone");
        }
    }

    @Test
    @Rfc(value = 5938, section = "4.2")
    void refwaitEndsEachSessionThatNothingComesFor() throws Exception {
        try (var server = TwampServer.start(plan(Duration.ofMillis(100)), random);
                var client = new RawClient(server);
                var sender = new RawSender()) {
            setUp(client, 1);
            Sid sid = accepted(client, sender);
            send(client, "07", sid);
            acknowledged(client, "0800", sid);
            Eventually.holds(() -> server.sessions() == 0, () -> "the session gone");
            // The connection goes on, with other sessions too.
            Sid next = accepted(client, sender);
            send(client, "07", next);
            acknowledged(client, "0800", next);
        }
    }

    @Test
    @Rfc(value = 5938, section = "3.3")
    void measuresWhatTheServerStartsAndSaysWhatItDidNot() throws Exception {
        try (var reflector = new DatagramSocket(0, Plans.LOOPBACK);
                var server = new FakeServer(client -> {
                    twoAccepted(client, reflector.getLocalPort());
                    String named = command(client, 3);
                    assertThat(named).isEqualTo("07" + "00".repeat(11) + "00000002" + FakeServer.SID + OTHER);
                    answer(client, "0805", OTHER);
                    answer(client, "0800", FakeServer.SID);
                    assertThat(command(client, 2)).startsWith("09").endsWith(FakeServer.SID.toString());
                    answer(client, "0a00", FakeServer.SID);
                })) {
            var outcomes = measureTwo(server);

            assertThat(outcomes).hasSize(2);
            assertThat(outcomes.getFirst().sid()).isEqualTo(FakeServer.SID);
            assertThat(outcomes.getFirst().interruption()).isNull();
            assertThat(outcomes.getFirst().summary().packets().sent()).isEqualTo(3);
            assertThat(outcomes.getLast().sid()).isEqualTo(OTHER);
            assertThat(outcomes.getLast().interruption())
                    .isEqualTo("the server did not start it: temporary resource limit");
            assertThat(outcomes.getLast().summary().packets().sent()).isZero();
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    void failsWhereTheServerStartsNothing() throws Exception {
        try (var reflector = new DatagramSocket(0, Plans.LOOPBACK);
                var server = new FakeServer(client -> {
                    twoAccepted(client, reflector.getLocalPort());
                    command(client, 3);
                    answer(client, "0804", FakeServer.SID);
                    answer(client, "0804", OTHER);
                })) {
            var failure =
                    Objects.requireNonNull(catchThrowableOfType(MeasurementFailure.class, () -> measureTwo(server)));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("permanent resource limit");
        }
    }

    @Test
    @Rfc(value = 5938, section = "3.5")
    void saysWhereTheServerHadEndedASessionBefore() throws Exception {
        try (var reflector = new DatagramSocket(0, Plans.LOOPBACK);
                var server = new FakeServer(client -> {
                    twoAccepted(client, reflector.getLocalPort());
                    command(client, 3);
                    answer(client, "0800", FakeServer.SID);
                    answer(client, "0805", OTHER);
                    command(client, 2);
                    answer(client, "0a01", FakeServer.SID);
                })) {
            assertThat(measureTwo(server).getFirst().interruption()).isEqualTo("the server had ended it before");
        }
    }

    private static void twoAccepted(Peer client, int port) throws IOException {
        try {
            client.greet(OFFERED.bits(), 1024).start(Accept.OK);
            client.accept(Accept.OK, port).accept(Accept.OK, port, OTHER);
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }

    /** @param blocks of a command, without its HMAC */
    private static String command(Peer client, int blocks) throws IOException {
        return HexFormat.of().formatHex(client.command(16 * blocks));
    }

    private static void answer(Peer client, String start, Sid sid) throws IOException {
        client.send(client.sealed(named(start, sid)));
    }

    private List<SessionOutcome> measureTwo(FakeServer server) throws Exception {
        var plan = Plans.measurement(server.address(), w -> {
            w.sessions = 2;
            w.count = 3;
            w.timeout = Duration.ofMillis(200);
            w.features = Modes.INDIVIDUAL_SESSION_CONTROL;
        });
        return new TwampClient(plan, Credentials.none(), random).measure();
    }

    private static ServerPlan plan(Duration refwait) throws Exception {
        ServerPlan plan = ServerPlan.of(new InetSocketAddress(Plans.LOOPBACK, 0), OFFERED, Passphrases.file(), null);
        return new ServerPlan(
                plan.control(), 0, 0, 0, OFFERED, plan.rules(), null, plan.binding(), false, 10, refwait, null, null);
    }

    private List<SessionOutcome> measure(InetSocketAddress server, Credentials keys) throws Exception {
        var plan = Plans.measurement(server, w -> {
            w.sessions = 3;
            w.features = Modes.INDIVIDUAL_SESSION_CONTROL;
        });
        return new TwampClient(plan, keys, random).measure();
    }

    private static void setUp(RawClient client, long security) throws Exception {
        if (security == 1) {
            client.greeting();
            client.send(RawClient.setUp(1 | 16));
            assertThat(client.serverStart(false)).isEqualTo(Accept.OK);
        } else {
            client.keyed(new Modes(security).or(Modes.INDIVIDUAL_SESSION_CONTROL));
        }
    }

    private static Sid accepted(RawClient client, RawSender sender) throws Exception {
        client.send(client.sealed(Arrays.copyOf(RawClient.request(sender.port()), 96)));
        var accepted = client.accepted();
        assertThat(accepted.accept()).isEqualTo(Accept.OK);
        return accepted.sid();
    }

    private static void send(RawClient client, String command, Sid sid) throws Exception {
        client.send(client.sealed(named(command + "00", sid)));
    }

    private static void acknowledged(RawClient client, String start, Sid sid) throws Exception {
        assertThat(HexFormat.of().formatHex(client.reply(32)))
                .isEqualTo(HexFormat.of().formatHex(named(start, sid)));
    }

    /** A command or its Ack for one session, octet by octet. */
    private static byte[] named(String start, Sid sid) {
        return HexFormat.of().parseHex(start + "00".repeat(10) + "00000001" + sid);
    }

    private static byte[] packet(int number) {
        String header = "%08x".formatted(number) + "eeabe2062ddd6e04" + "8001";
        return HexFormat.of().parseHex(header + "00".repeat(27));
    }

    /** The sender's number in a reply. */
    private static int number(byte[] reply) {
        return HexFormat.fromHexDigits(HexFormat.of().formatHex(reply, 24, 28));
    }
}
