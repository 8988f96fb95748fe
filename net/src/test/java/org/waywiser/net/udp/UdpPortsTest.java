package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

/** On sockets of Linux and of Java. */
@Tag("net")
@ParameterizedClass
@EnumSource
class UdpPortsTest {
    private static final long LONG = Duration.ofSeconds(20).toNanos();

    UdpPortsTest(Kind kind) {
        kind.choose();
    }

    @AfterEach
    void byItself() {
        Kind.byItself();
    }

    private record Message(Octets octets, InetSocketAddress from, InetSocketAddress to) {}

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static UdpPorts open(String... hosts) throws IOException {
        return UdpPorts.open(
                List.of(hosts).stream().map(host -> address(host, 0)).toList());
    }

    private static InetSocketAddress at(String host, UdpPorts ports, int index) {
        return address(host, ports.localAddresses().get(index).getPort());
    }

    private static Message receive(UdpPorts ports) throws IOException {
        var messages = new ArrayList<Message>();
        while (messages.isEmpty()) {
            ports.await(LONG);
            ports.receive(1, (octets, from, to) -> messages.add(new Message(Octets.of(octets), from, to)));
        }
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    @ParameterizedTest(name = "{0} asked on {2} by {1}")
    @CsvSource({
        "0.0.0.0, 127.0.0.1, 127.0.0.1",
        "::, 127.0.0.1, 127.0.0.1",
        "::, ::1, ::1",
        "127.0.0.25, 127.0.0.1, 127.0.0.25"
    })
    @Rfc(value = 7296, section = "2.11")
    void tellsWhichAddressAMessageWasSentToAndAnswersFromIt(String bound, String asking, String asked)
            throws IOException {
        try (var client = open(asking);
                var server = open(bound)) {
            var from = at(asking, client, 0);
            var to = at(asked, server, 0);
            client.send(new byte[] {1, 2}, from, to);
            var question = receive(server);
            assertThat(question).isEqualTo(new Message(Octets.hex("0102"), from, to));

            server.send(new byte[] {3}, question.to(), question.from());
            assertThat(receive(client)).isEqualTo(new Message(Octets.hex("03"), to, from));
        }
    }

    @Test
    void servesSeveralPortsAndSendsFromEach() throws IOException {
        try (var client = open("127.0.0.1");
                var server = open("127.0.0.26", "127.0.0.26")) {
            var from = at("127.0.0.1", client, 0);
            for (int port = 0; port < 2; port++) {
                client.send(new byte[] {(byte) port}, from, at("127.0.0.26", server, port));
                var question = receive(server);
                assertThat(question.to()).isEqualTo(server.localAddresses().get(port));

                server.send(new byte[] {9}, question.to(), from);
                assertThat(receive(client).from()).isEqualTo(question.to());
            }
        }
    }

    @Test
    void carriesMessagesLongerThanAnyLink() throws IOException {
        try (var client = open("127.0.0.1");
                var server = open("::")) {
            byte[] octets = new byte[60_000];
            octets[59_999] = 7;
            client.send(octets, at("127.0.0.1", client, 0), at("127.0.0.1", server, 0));

            assertThat(receive(server).octets()).isEqualTo(Octets.of(octets));
        }
    }

    @Test
    void saysThatAMessageCannotBeSent() throws IOException {
        try (var ports = open("127.0.0.1")) {
            var to = at("127.0.0.1", ports, 0);
            assertThatThrownBy(() -> ports.send(new byte[] {1}, address("127.0.0.1", 1), to))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no socket");
            assertThatThrownBy(() -> ports.send(new byte[1 << 16], to, to))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Message too long");
        }
    }

    @Test
    void opensAllOrNone() throws IOException {
        try (var taken = open("127.0.0.1")) {
            var free = address("127.0.0.27", at("127.0.0.1", taken, 0).getPort());
            assertThatThrownBy(() ->
                            UdpPorts.open(List.of(free, taken.localAddresses().getFirst())))
                    .isInstanceOf(IOException.class);
            UdpPorts.open(List.of(free)).close();
        }
    }

    @Test
    void knowsTheAddressTowardsAPeer() throws IOException {
        var peer = address("127.0.0.1", 500);
        try (var any = open("::")) {
            int port = any.localAddresses().getFirst().getPort();
            assertThat(any.towards(peer)).isEqualTo(address("127.0.0.1", port));
            assertThat(any.towards(address("::1", 500))).isEqualTo(address("::1", port));
        }
        try (var one = open("127.0.0.5")) {
            assertThat(one.towards(peer)).isEqualTo(one.localAddresses().getFirst());
            assertThatThrownBy(() -> one.towards(address("::1", 500))).hasMessageContaining("no address is open here");
        }
        try (var several = open("127.0.0.5", "::1", "127.0.0.1")) {
            assertThat(several.towards(peer)).isEqualTo(several.localAddresses().get(2));
            assertThat(several.towards(address("::1", 500)))
                    .isEqualTo(several.localAddresses().get(1));
        }
    }

    @Test
    void mayBeWokenBeforeItSleepsAndAfterItWasClosed() throws IOException {
        var ports = open("127.0.0.1", "127.0.0.1");
        ports.wakeUp();
        ports.await(Long.MAX_VALUE);
        ports.close();
        ports.wakeUp();
        ports.close();
    }
}
