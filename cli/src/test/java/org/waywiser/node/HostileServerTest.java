package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.node.FakeServer.Peer;
import org.waywiser.node.FakeServer.Script;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.ServerGreeting;

/** Servers that do what they should not: the client says so in one line and leaves nothing behind. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "6")
class HostileServerTest {
    private static final Accept OK = Accept.OK;
    private static final long COUNT = 1024;

    private final SecureRandom random = new SecureRandom();
    private final NodeLog log = new NodeLog();

    @AfterEach
    void leavesNothingBehind() {
        log.close();
        Eventually.holds(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("sender-")),
                () -> "all senders ended");
        String hex = HexFormat.of().formatHex(Plans.PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
        assertThat(String.join("\n", log.lines()))
                .doesNotContain(Plans.PASSPHRASE)
                .doesNotContainIgnoringCase(hex);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 512, 1000, 1025, 32_767, 65_536, 1 << 20, 1 << 21, 1L << 31, (1L << 32) - 1})
    @Rfc(value = 5357, section = "6")
    void wantsAnUnacceptableCount(long count) throws Exception {
        try (var server = new FakeServer(client -> client.greet(6, count))) {
            var failure = failure(server, Plans.withPassphrase(Modes.ENCRYPTED));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("Count");
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    @Rfc(value = 5357, section = "6")
    void wantsMoreWorkThanThisUserAllows() throws Exception {
        try (var server = new FakeServer(client -> client.greet(4, 4096))) {
            var keys = new Credentials(
                    List.of(Modes.ENCRYPTED), SecurityPolicy.OFF, null, Plans.USER, Plans.passphrase(), 2048);

            assertThat(failure(server, keys)).hasMessageContaining("Count");
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void isNotWilling() throws Exception {
        try (var server = new FakeServer(client -> client.greet(0, COUNT))) {
            var failure = failure(server, Credentials.none());

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("not willing");
            assertThat(server.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4, 6, 8, 128, 16, 1L << 31})
    @Rfc(value = 4656, section = "3.1")
    void offersNoModeThatIsWanted(long modes) throws Exception {
        try (var server = new FakeServer(client -> client.greet(modes, COUNT))) {
            var failure = failure(server, Credentials.none());

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("of which none is wanted");
            assertThat(server.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 44, 63})
    void closesInTheMiddleOfItsGreeting(int octets) throws Exception {
        try (var server = new FakeServer(client -> client.send(Arrays.copyOf(greeting(1), octets)))) {
            assertThat(failure(server, Credentials.none()).kind()).isEqualTo(Kind.NO_CONNECTION);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 80, 128, 5000})
    void greetsAtLength(int octets) throws Exception {
        try (var server = new FakeServer(client -> {
            client.send(Arrays.copyOf(greeting(1), octets));
            client.read(1);
        })) {
            assertThat(failure(server, Credentials.none())).hasMessageContaining("another profile");
        }
    }

    private static byte[] greeting(long modes) {
        return new ServerGreeting(new Modes(modes), FakeServer.CHALLENGE, FakeServer.SALT, COUNT).toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "1, REFUSED, refused without a reason",
        "2, REFUSED, internal error",
        "3, REFUSED, not supported",
        "4, REFUSED, permanent resource limit",
        "5, REFUSED, temporary resource limit",
        "6, REFUSED, IKEv2 SA not found",
        "77, REFUSED, refused for an unknown reason"
    })
    @Rfc(value = 4656, section = "3.3")
    void refusesTheConnectionTheSessionOrItsStart(int accept, Kind kind, String words) throws Exception {
        var refusal = new Accept(accept);
        List<Script> scripts = List.of(
                client -> open(client, refusal),
                client -> open(client, OK).accept(refusal, 0),
                client -> open(client, OK).accept(OK, 20001).acknowledge(refusal));
        for (Script script : scripts) {
            try (var server = new FakeServer(script)) {
                var failure = failure(server, Credentials.none());

                assertThat(failure.kind()).isEqualTo(kind);
                assertThat(failure).hasMessageContaining(words).hasMessageContaining(text(server));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, KEYS", "2, REFUSED", "3, REFUSED", "4, REFUSED", "5, REFUSED", "77, KEYS"})
    @Rfc(value = 4656, section = "3.1")
    void refusesTheToken(int accept, Kind kind) throws Exception {
        try (var server = new FakeServer(client -> client.greet(2, COUNT).start(new Accept(accept)))) {
            assertThat(failure(server, Plans.withPassphrase(Modes.AUTHENTICATED))
                            .kind())
                    .isEqualTo(kind);
        }
    }

    static List<Arguments> brokenOff() {
        return List.of(
                step("before its greeting", client -> {}),
                step("after its greeting", client -> client.greet(1, COUNT)),
                step(
                        "after the Set-Up-Response",
                        client -> client.greet(1, COUNT).read(164)),
                step("within Server-Start", client -> {
                    client.greet(1, COUNT).read(164);
                    client.send(new byte[40]);
                }),
                step("after Server-Start", client -> open(client, OK)),
                step("after the request", client -> open(client, OK).request()),
                step("within Accept-Session", client -> {
                    open(client, OK).request();
                    client.send(new byte[47]);
                }),
                step("after Accept-Session", client -> open(client, OK).accept(OK, 20001)),
                step(
                        "after Start-Sessions",
                        client -> open(client, OK).accept(OK, 20001).read(32)));
    }

    private static Arguments step(String when, Script script) {
        return Arguments.of(when, script);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenOff")
    void closes(String when, Script script) throws Exception {
        try (var server = new FakeServer(script)) {
            var failure = failure(server, Credentials.none());

            assertThat(failure.kind()).as(when).isEqualTo(Kind.NO_CONNECTION);
            assertThat(failure).hasMessageContaining("the peer closed the connection");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenOff")
    void resets(String when, Script script) throws Exception {
        try (var server = new FakeServer(client -> {
            script.serve(client);
            client.reset();
        })) {
            assertThat(failure(server, Credentials.none()).kind()).as(when).isEqualTo(Kind.NO_CONNECTION);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4})
    @Rfc(value = 4656, section = "3.2")
    void sendsAWrongHmac(long mode) throws Exception {
        for (int octet : new int[] {0, 15, 16, 31, 32, 47}) {
            try (var server = new FakeServer(client -> {
                client.greet(mode, COUNT).start(OK).request();
                byte[] answer = client.sealed(new AcceptSession(OK, 20001, FakeServer.SID).toByteArray());
                answer[octet] ^= 1;
                client.send(answer);
                client.read(1);
            })) {
                var failure = failure(server, Plans.withPassphrase(new Modes(mode)));

                assertThat(failure.kind()).as("octet %d", octet).isEqualTo(Kind.KEYS);
                assertThat(failure).hasMessageContaining("HMAC");
            }
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void hasTheStartTimeOfServerStartTamperedWith() throws Exception {
        try (var server = new FakeServer(client -> {
            client.greet(2, COUNT).start(OK, start -> start[39] ^= 1);
            client.accept(OK, 20001).read(1);
        })) {
            // The first HMAC of the Server covers the third block of Server-Start.
            assertThat(failure(server, Plans.withPassphrase(Modes.AUTHENTICATED)))
                    .hasMessageContaining("HMAC");
        }
    }

    @Test
    void speaksOutOfTurn() throws Exception {
        try (var server = new FakeServer(client -> {
            client.greet(1, COUNT).read(164);
            byte[] start = new byte[48 + 32];
            client.send(start);
            client.read(1);
        })) {
            assertThat(failure(server, Credentials.none())).hasMessageContaining("out of turn");
        }
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void acceptsASessionWithoutAPort() throws Exception {
        try (var server = new FakeServer(client -> open(client, OK).accept(OK, 0))) {
            assertThat(failure(server, Credentials.none())).hasMessageContaining("malformed");
        }
    }

    @Test
    void breaksOffWhileMeasuring() throws Exception {
        try (var reflector = new DatagramSocket(0, Plans.LOOPBACK);
                var server = new FakeServer(client ->
                        open(client, OK).accept(OK, reflector.getLocalPort()).acknowledge(OK))) {
            var outcome = measure(server, 1_000_000);

            assertThat(outcome.interruption()).isEqualTo("the control connection broke");
            assertThat(outcome.summary().packets().sent()).isBetween(0L, 999_999L);
        }
    }

    @Test
    void speaksWhileMeasuring() throws Exception {
        try (var reflector = new DatagramSocket(0, Plans.LOOPBACK);
                var server = new FakeServer(client -> {
                    open(client, OK).accept(OK, reflector.getLocalPort()).acknowledge(OK);
                    client.send(new byte[32]);
                    client.read(1);
                })) {
            assertThat(measure(server, 1_000_000).interruption()).isEqualTo("the control connection broke");
        }
    }

    @Test
    void hasNobodyOnThePortItNames() throws Exception {
        int closed;
        try (var socket = new DatagramSocket(0, Plans.LOOPBACK)) {
            closed = socket.getLocalPort();
        }
        try (var server = new FakeServer(client -> {
            open(client, OK).accept(OK, closed).acknowledge(OK);
            client.command(16);
        })) {
            var outcome = measure(server, 10);

            assertThat(outcome.summary().packets().received()).isZero();
            assertThat(outcome.summary().packets().lost()).isEqualTo(10);
            assertThat(outcome.summary().drops()).containsKey(DropReason.PORT_UNREACHABLE);
            assertThat(outcome.interruption()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void talksJunk(long seed) throws Exception {
        byte[] junk = new byte[200_000];
        new Random(seed).nextBytes(junk);
        try (var server = new FakeServer(client -> client.send(junk))) {
            assertThat(failure(server, Plans.withPassphrase(Modes.ENCRYPTED)))
                    .as("seed %d", seed)
                    .isNotNull();
        }
        try (var server = new FakeServer(client -> {
            open(client, OK).request();
            client.send(junk);
        })) {
            assertThat(failure(server, Credentials.none())).as("seed %d", seed).isNotNull();
        }
    }

    private static Peer open(Peer client, Accept accept) throws IOException, MalformedMessage {
        return client.greet(1, COUNT).start(accept);
    }

    private static String text(FakeServer server) {
        return "127.0.0.1:" + server.address().getPort();
    }

    private MeasurementFailure failure(FakeServer server, Credentials keys) {
        var client = new TwampClient(Plans.measurement(server.address()), keys, random);
        var failure = catchThrowableOfType(MeasurementFailure.class, client::measure);
        assertThat(failure).isNotNull();
        assertThat(String.valueOf(failure.getMessage())).doesNotContain("\n");
        return failure;
    }

    private SessionOutcome measure(FakeServer server, long count) throws Exception {
        var plan = Plans.measurement(server.address(), w -> {
            w.count = count;
            w.timeout = Duration.ofMillis(200);
        });
        return new TwampClient(plan, Credentials.none(), random).measure().getFirst();
    }
}
