package org.waywiser.lab.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.cli.Waywiser;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.lab.ForkedJava;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.testkit.Rfc;

/** An independent dissector reads our packets as what they are. */
@Tag("interop")
class TsharkDissectionTest {
    private static final int PACKETS = 20;

    private static final List<String> CONTROL = List.of(
            "Server Greeting",
            "Setup Response",
            "Server Start, (OK)",
            "Request Session",
            "Accept Session, (OK)",
            "Start Sessions",
            "Start Sessions ACK, (OK)",
            "Stop Session");

    private static final IkeCredentials IKE = new IkeCredentials(
            Optional.of(Identities.parse("lab.example")),
            new Expected.Anyone(),
            Optional.of(PreSharedKeys.forAnyPeer(
                    Secret.owning("a key for the laboratory".getBytes(StandardCharsets.UTF_8)))),
            Optional.empty(),
            List.of(),
            IkeProposals.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @Rfc(value = 5357, section = "3")
    @Rfc(value = 5357, section = "4")
    void readsAWholeControlConnectionAndItsTestSession(String address, @TempDir Path directory) throws Exception {
        int port;
        Path capture;
        try (var server = ForkedJava.start(Waywiser.class, "serve", "--listen", address, "--twamp-port", "0")) {
            port = Integer.parseInt(server.await("TWAMP-Control on \\S*:(\\d+), test packets on UDP \\S*:\\1"));
            try (var wiretap = Wiretap.on(directory.resolve("twamp.pcap"), "port " + port)) {
                String target = (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
                try (var client = ForkedJava.start(
                        Waywiser.class, "twping", target, "-c", String.valueOf(PACKETS), "-i", "5msf", "--json")) {
                    assertThat(client.output()).contains("\"lost\":0,");
                }
                capture = wiretap.end();
            }
        }

        var dissection = new Dissection(capture, "tcp.port==" + port + ",twamp.control");
        assertThat(dissection.malformed()).isEmpty();
        assertThat(dissection.values("twamp.control", "_ws.col.Info")).isEqualTo(CONTROL);
        var all = dissection.values("twamp.control || twamp.test", "_ws.col.Info");
        assertThat(all.subList(0, CONTROL.size() - 1)).isEqualTo(CONTROL.subList(0, CONTROL.size() - 1));
        assertThat(all.subList(CONTROL.size() - 1, all.size() - 1))
                .isEqualTo(Collections.nCopies(2 * PACKETS, "Measurement packet"));

        assertThat(dissection.values("twamp.test && udp.dstport == " + port, "twamp.test.seq_number"))
                .isEqualTo(numbers());
        assertThat(dissection.values("twamp.test && (ip.ttl == 255 || ipv6.hlim == 255)", "frame.number"))
                .hasSize(2 * PACKETS);
        var replies = dissection.packets(
                "twamp.test && udp.srcport == " + port,
                "twamp.test.seq_number",
                "twamp.test.sender_seq_number",
                "twamp.test.sender_ttl",
                "twamp.test.error_estimate.multiplier");
        assertThat(replies)
                .extracting(reply -> reply.get("twamp.test.seq_number"))
                .isEqualTo(numbers());
        assertThat(replies)
                .extracting(reply -> reply.get("twamp.test.sender_seq_number"))
                .isEqualTo(numbers());
        assertThat(replies)
                .extracting(reply -> reply.get("twamp.test.sender_ttl"))
                .containsOnly("255");
        assertThat(replies)
                .extracting(reply -> reply.get("twamp.test.error_estimate.multiplier"))
                .doesNotContain("0", "");
    }

    @Test
    @Rfc(value = 7296, section = "2.23")
    @Rfc(value = 6023, section = "3")
    void readsAChildlessIkeSaBehindTheNonEspMarker(@TempDir Path directory) throws Exception {
        IkeExchange exchange = establishAndDelete(new InetSocketAddress(loopback(), 0), directory);

        assertReadAsChildlessSa(
                exchange, new Dissection(exchange.capture(), "udp.port==" + exchange.port() + ",udpencap"), "udpencap");
    }

    @Test
    @Rfc(value = 7296, section = "2")
    void readsAChildlessIkeSaOnPort500(@TempDir Path directory) throws Exception {
        // An address of its own, since another daemon may have the port on the others.
        IkeExchange exchange =
                establishAndDelete(new InetSocketAddress(InetAddress.getByName("127.44.71.7"), 500), directory);

        assertReadAsChildlessSa(exchange, new Dissection(exchange.capture()), "udp:isakmp");
    }

    private record IkeExchange(int port, Path capture, String spiI, String spiR) {}

    private IkeExchange establishAndDelete(InetSocketAddress listen, Path directory) throws Exception {
        try (var responder = EmbeddedIke.start(listen, IkeSettings.defaults(Optional.of(IKE.answering())))) {
            int port = responder.address().getPort();
            try (var wiretap = Wiretap.on(directory.resolve("ike.pcap"), "udp port " + port)) {
                IkeSecret sa;
                try (var initiator = EmbeddedIke.start(
                        new InetSocketAddress(loopback(), 0), IkeSettings.defaults(Optional.empty()))) {
                    sa = initiator.establish(
                            responder.address(), IKE.towards(Identities.parse("lab.example")), Duration.ofSeconds(10));
                }
                sa.secret().wipe();
                return new IkeExchange(port, wiretap.end(), IkeSecret.spi(sa.spiI()), IkeSecret.spi(sa.spiR()));
            }
        }
    }

    private static void assertReadAsChildlessSa(IkeExchange exchange, Dissection dissection, String protocols)
            throws Exception {
        assertThat(dissection.malformed()).isEmpty();
        List<Map<String, String>> messages = dissection.packets(
                "isakmp",
                "_ws.col.Info",
                "frame.protocols",
                "isakmp.ispi",
                "isakmp.rspi",
                "isakmp.length",
                "udp.length");
        assertThat(messages)
                .extracting(message -> message.get("_ws.col.Info"))
                .containsExactly(
                        "IKE_SA_INIT MID=00 Initiator Request",
                        "IKE_SA_INIT MID=00 Responder Response",
                        "IKE_AUTH MID=01 Initiator Request",
                        "IKE_AUTH MID=01 Responder Response",
                        "INFORMATIONAL MID=02 Initiator Request",
                        "INFORMATIONAL MID=02 Responder Response");
        assertThat(messages)
                .allSatisfy(
                        message -> assertThat(message.get("frame.protocols")).contains(protocols))
                .extracting(message -> message.get("isakmp.ispi"))
                .containsOnly(exchange.spiI());
        assertThat(messages.subList(1, messages.size()))
                .extracting(message -> message.get("isakmp.rspi"))
                .containsOnly(exchange.spiR());
        // RFC 6023 §3: the Responder says in clear that it does without a Child SA (16418).
        assertThat(dissection.values("isakmp.exchangetype == 34 && isakmp.flag_r == 1", "isakmp.notify.msgtype"))
                .singleElement()
                .asString()
                .contains("16418");
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private static List<String> numbers() {
        return IntStream.range(0, PACKETS).mapToObj(String::valueOf).toList();
    }
}
