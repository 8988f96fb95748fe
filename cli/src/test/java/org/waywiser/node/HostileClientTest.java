package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;

/** Clients that break the rules once they are connected, on a Server that goes on serving others. */
@Tag("net")
@Timeout(120)
@Rfc(value = 4656, section = "6")
class HostileClientTest extends HostileClients {
    /** A step of a client, with whatever follows from it. */
    interface Deed {
        void run(RawClient client) throws Exception;
    }

    @Test
    @Rfc(value = 4656, section = "6.10")
    void flipsAnyBitOfACommand() throws Exception {
        for (int octet = 0; octet < 112; octet++) {
            log.forget();
            try (var client = new RawClient(server)) {
                client.keyed(KEYED[octet % 2]);
                byte[] request = client.sealed(RawClient.request(20001));
                request[octet] ^= (byte) (1 << octet % 8);
                client.send(request);

                assertThat(client.rest()).as("octet %d", octet).isEmpty();
                assertThat(log.onlyWarning()).as("octet %d", octet).contains("HMAC of a control message is wrong");
            }
        }
        assertThat(server.sessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 31, 96, 111})
    void stopsInTheMiddleOfACommand(int octets) throws Exception {
        for (Modes mode : KEYED) {
            try (var client = new RawClient(server)) {
                client.keyed(mode);
                client.send(Arrays.copyOf(client.sealed(RawClient.request(20001)), octets));
            }
            var client = new RawClient(server);
            client.open().send(Arrays.copyOf(RawClient.request(20001), octets));
            client.reset();
        }
        Eventually.idle(server);
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void repeatsACommandWordForWord() throws Exception {
        try (var client = new RawClient(server)) {
            client.keyed(Modes.AUTHENTICATED);
            byte[] request = client.sealed(RawClient.request(20001));
            client.send(request);
            assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            client.send(request);

            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("HMAC of a control message is wrong");
        }
    }

    static List<Arguments> improperRequests() {
        Octets thirdParty = Octets.hex("c0000201").concat(Octets.zeros(12));
        return List.of(
                Arguments.of(RawClient.request(0), Accept.NOT_SUPPORTED),
                Arguments.of(RawClient.request(6, 20001, Octets.zeros(16), 0), Accept.NOT_SUPPORTED),
                Arguments.of(RawClient.request(4, 20001, Octets.zeros(16), 0xffffffffL), Accept.NOT_SUPPORTED),
                Arguments.of(with(1, 7), Accept.NOT_SUPPORTED),
                Arguments.of(with(2, 1), Accept.NOT_SUPPORTED),
                Arguments.of(with(3, 1), Accept.NOT_SUPPORTED),
                Arguments.of(with(7, 1), Accept.NOT_SUPPORTED),
                Arguments.of(with(11, 1), Accept.NOT_SUPPORTED),
                Arguments.of(with(84, 0x80), Accept.NOT_SUPPORTED),
                Arguments.of(RawClient.request(4, 20001, thirdParty, 0), Accept.FAILURE));
    }

    private static byte[] with(int octet, int value) {
        byte[] request = RawClient.request(20001);
        request[octet] = (byte) value;
        return request;
    }

    @ParameterizedTest
    @MethodSource("improperRequests")
    @Rfc(value = 5357, section = "3.5")
    void asksForWhatCannotBe(byte[] request, Accept answer) throws Exception {
        for (long mode : new long[] {1, 2, 4}) {
            try (var client = new RawClient(server)) {
                if (mode == 1) client.open();
                else client.keyed(new Modes(mode));
                client.send(client.sealed(Arrays.copyOf(request, 96)));
                var refusal = client.accepted();

                assertThat(refusal.accept()).isEqualTo(answer);
                assertThat(refusal.port()).isZero();
                assertThat(refusal.sid().octets().isZero()).isTrue();
                log.awaitLine(line -> line.contains("Request-TW-Session refused"));
                // RFC 4656 §3.5: the connection goes on.
                client.send(client.sealed(Arrays.copyOf(RawClient.request(20001), 96)));
                assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            }
        }
    }

    static List<Arguments> outOfTurn() {
        byte[] stop = new StopSessions(Accept.OK, 0).toByteArray();
        byte[] stopTwo = new StopSessions(Accept.OK, 2).toByteArray();
        byte[] start = new StartSessions().toByteArray();
        return List.of(
                Arguments.of(
                        "Stop-Sessions for sessions that are not", deed(c -> c.send(c.sealed(stopTwo))), "account"),
                Arguments.of(
                        "Stop-Sessions that forgets one",
                        deed(c -> {
                            startOne(c);
                            c.send(c.sealed(stop));
                        }),
                        "account"),
                Arguments.of(
                        "commands without end that nobody knows",
                        deed(c -> {
                            for (int i = 0; i < 8; i++) c.sendAnyway(c.sealed(new byte[16]));
                        }),
                        "out of turn"),
                Arguments.of(
                        "requests without end while measuring",
                        deed(c -> {
                            startOne(c);
                            for (int i = 0; i < 8; i++) {
                                c.sendAnyway(c.sealed(Arrays.copyOf(RawClient.request(20003), 96)));
                            }
                        }),
                        "out of turn"),
                Arguments.of(
                        "Start-Sessions without end while measuring",
                        deed(c -> {
                            startOne(c);
                            for (int i = 0; i < 8; i++) c.sendAnyway(c.sealed(start));
                        }),
                        "out of turn"));
    }

    private static Deed deed(Deed deed) {
        return deed;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @Rfc(value = 5357, section = "3")
    void outOfTurn(String name, Deed deed, String warning) throws Exception {
        for (long mode : new long[] {1, 2}) {
            log.forget();
            try (var client = new RawClient(server)) {
                if (mode == 1) client.open();
                else client.keyed(new Modes(mode));
                deed.run(client);
                client.rest();

                assertThat(log.onlyWarning()).as(name).contains(warning);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 255})
    @Rfc(value = 5357, section = "3.5")
    void sendsACommandThatIsNoneOfTwamp(int number) throws Exception {
        try (var client = new RawClient(server)) {
            client.open();
            byte[] command = new byte[number == 4 ? 48 : 32];
            command[0] = (byte) number;
            client.send(command);
            assertThat(client.accepted().accept()).isEqualTo(Accept.NOT_SUPPORTED);

            startOne(client);
            client.send(client.sealed(new StopSessions(Accept.OK, 1).toByteArray()));
        }
    }

    @Test
    void floodsTheServerWithJunk() throws Exception {
        for (int seed = 1; seed <= 20; seed++) {
            byte[] junk = new byte[100_000];
            new Random(seed).nextBytes(junk);
            try (var client = new RawClient(server)) {
                client.sendAnyway(junk);
                client.rest();
            }
            byte[] open = RawClient.setUp(1);
            System.arraycopy(open, 0, junk, 0, open.length);
            try (var client = new RawClient(server)) {
                client.sendAnyway(junk);
                client.rest();
            }
        }
        Eventually.idle(server);
        assertThat(log.warnings()).hasSizeGreaterThan(20).allMatch(line -> line.startsWith("127.0.0.1:"));
    }

    @Test
    @Rfc(value = 5357, section = "3.1")
    void stallsInTheMiddleOfACommand() throws Exception {
        restart(Duration.ofMinutes(1), Duration.ofMillis(300));
        log.forget();
        try (var stalled = new RawClient(server)) {
            stalled.keyed(Modes.ENCRYPTED);
            stalled.send(Arrays.copyOf(stalled.sealed(RawClient.request(20001)), 40));

            assertThat(stalled.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("SERVWAIT");
        }
    }

    @Test
    @Rfc(value = 5357, section = "3.1")
    void neverReadsTheAnswers() throws Exception {
        restart(Duration.ofMinutes(1), Duration.ofMillis(500));
        log.forget();
        try (var deaf = new RawClient(server)) {
            deaf.open();
            byte[] commands = new byte[32 * 2048];
            for (int at = 0; at < commands.length; at += 32) commands[at] = 2;
            long begun = System.nanoTime();
            assertThat(catchThrowableOfType(IOException.class, () -> {
                        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(60)) deaf.send(commands);
                    }))
                    .as("closed by the Server")
                    .isNotNull();
            assertThat(log.onlyWarning()).contains("does not read");
        }
    }

    @Test
    void othersAreServedWhileManyStall() throws Exception {
        var stalled = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < 50; i++) {
                var client = new RawClient(server);
                stalled.add(client);
                if (i % 2 == 0) client.keyed(Modes.AUTHENTICATED).send(new byte[17]);
                else client.send(new byte[50]);
            }
            MeasurementTest.complete(new TwampClient(
                            Plans.measurement(server.controlAddress(), w -> w.timeout = Duration.ofSeconds(2)),
                            Plans.withPassphrase(Modes.AUTHENTICATED),
                            random)
                    .measure()
                    .getFirst());
            assertThat(log.warnings()).isEmpty();
        } finally {
            for (RawClient client : stalled) client.close();
        }
    }

    @Test
    void wantsMoreSessionsThanThereAre() throws Exception {
        try (var client = new RawClient(server)) {
            client.open();
            for (int i = 0; i < 11; i++) {
                client.send(client.sealed(Arrays.copyOf(RawClient.request(20001 + i), 96)));
                assertThat(client.accepted().accept()).isEqualTo(i < 10 ? Accept.OK : Accept.TEMPORARY_LIMIT);
            }
        }
    }
}
