package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Slot;

/** Requests for one-way sessions that break off, are tampered with, or cannot be met. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3.5")
class HostileOneWayRequestsTest extends HostileOneWayClients {
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 96, 111, 112, 113, 128, 143})
    void stopsInTheMiddleOfARequest(int octets) throws Exception {
        for (Modes mode : new Modes[] {Modes.UNAUTHENTICATED, Modes.AUTHENTICATED, Modes.ENCRYPTED}) {
            try (var client = client(mode)) {
                client.send(Arrays.copyOf(request(client), octets));
            }
        }
        idle();
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    @Rfc(value = 4656, section = "6.10")
    void flipsAnyBitOfARequest() throws Exception {
        // The header, its HMAC, the one slot, its HMAC. The count of slots is what lengths are taken from.
        for (int octet : new int[] {1, 2, 13, 40, 95, 96, 111, 112, 120, 127, 128, 143}) {
            log.forget();
            try (var client = client(octet % 2 == 0 ? Modes.AUTHENTICATED : Modes.ENCRYPTED)) {
                byte[] request = request(client);
                request[octet] ^= (byte) (1 << octet % 8);
                client.sendAnyway(request);
                assertThat(client.rest()).as("no answer").isEmpty();
            }
            assertThat(log.onlyWarning()).as("octet %d", octet).containsAnyOf("HMAC of a control message is wrong");
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void repeatsARequestWordForWord() throws Exception {
        try (var client = client(Modes.ENCRYPTED)) {
            byte[] request = request(client);
            client.send(request);
            assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            client.sendAnyway(request);

            client.rest();
            assertThat(log.warnings()).isNotEmpty();
        }
    }

    /** @param slots as the request counts them: none of them follows */
    @ParameterizedTest
    @ValueSource(longs = {16_385, 1L << 16, 1L << 28, 0xffff_ffffL})
    @Rfc(value = 4656, section = "6.5")
    void promisesMoreSlotsThanAreRead(long slots) throws Exception {
        try (var client = client(Modes.AUTHENTICATED)) {
            byte[] header = OneWayPeer.toServer(20_001, _ -> {}).header();
            System.arraycopy(new WireWriter().u32(slots).toByteArray(), 0, header, 4, 4);
            client.send(client.sealed(header));

            assertThat(client.accepted().accept()).isEqualTo(Accept.PERMANENT_LIMIT);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("slots");
        }
    }

    static List<Arguments> improperRequests() {
        return List.of(
                refused("no slots", Accept.NOT_SUPPORTED, wanted -> wanted.slots = List.of()),
                refused("no packets", Accept.NOT_SUPPORTED, wanted -> wanted.packets = 0),
                refused("neither end here", Accept.NOT_SUPPORTED, wanted -> wanted.confReceiver = false),
                refused("endless padding", Accept.NOT_SUPPORTED, wanted -> wanted.padding = 0xffff_ffffL),
                refused("no port", Accept.NOT_SUPPORTED, wanted -> wanted.senderPort = 0),
                refused(
                        "a foreign address",
                        Accept.NOT_SUPPORTED,
                        wanted -> wanted.receiver = OneWayPeer.octets(InetAddress.ofLiteral("192.0.2.1"))),
                refused(
                        "a third party",
                        Accept.FAILURE,
                        wanted -> wanted.sender = OneWayPeer.octets(InetAddress.ofLiteral("192.0.2.1"))),
                refused("an endless Timeout", Accept.PERMANENT_LIMIT, wanted -> wanted.timeout = -1L),
                refused("a Start Time of old", Accept.PERMANENT_LIMIT, wanted -> wanted.startTime = 0),
                refused("all at once", Accept.PERMANENT_LIMIT, wanted -> {
                    wanted.packets = 0xffff_ffffL;
                    wanted.slots = List.of(new Slot(Slot.FIXED, 0));
                }),
                refused("more than a receiver remembers", Accept.PERMANENT_LIMIT, wanted -> {
                    wanted.packets = 0xffff_ffffL;
                    wanted.slots = List.of(new Slot(Slot.FIXED, (1L << 32) / 100_000));
                    wanted.timeout = 60L << 32;
                }),
                refused("for a century", Accept.PERMANENT_LIMIT, wanted -> {
                    wanted.packets = 0xffff_ffffL;
                    wanted.slots = List.of(new Slot(Slot.FIXED, -1L));
                }));
    }

    private static Arguments refused(String name, Accept accept, Consumer<OneWayPeer.Wanted> changes) {
        return Arguments.of(name, changes, accept);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("improperRequests")
    @Rfc(value = 4656, section = "3.5")
    void asksForWhatCannotBe(String name, Consumer<OneWayPeer.Wanted> changes, Accept answer) throws Exception {
        for (Modes mode : new Modes[] {Modes.UNAUTHENTICATED, Modes.ENCRYPTED}) {
            try (var client = client(mode)) {
                client.send(request(client, OneWayPeer.toServer(20_001, changes)));
                var refusal = client.accepted();
                assertThat(refusal.accept()).as(name).isEqualTo(answer);
                assertThat(refusal.port()).isZero();
                log.awaitLine(line -> line.contains("Request-Session refused"));
                // RFC 4656 §3.5: the connection goes on.
                client.send(request(client));
                assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            }
        }
    }

    @Test
    void wantsMoreSessionsThanThereAre() throws Exception {
        try (var client = client(Modes.UNAUTHENTICATED)) {
            for (int i = 0; i < MOST_SESSIONS; i++) {
                client.send(request(client));
                assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            }
            client.send(request(client));
            assertThat(client.accepted().accept()).isEqualTo(Accept.TEMPORARY_LIMIT);
        }
    }
}
