package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Identification;

/** Ports, addresses and large messages on real sockets. */
@Tag("net")
@Timeout(30)
class IkeNetworksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @SuppressWarnings("TimeInStaticInitializer") // one moment that all certificates are made around
    private static final Instant NOW = Instant.now();

    private static final Identification CLIENT = Identities.parse("client.example");
    private static final Identification SERVER = Identities.parse("server.example");
    private static final LaboratoryCa CA = LaboratoryCa.create("Laboratory", NOW);

    /** A request of version 3 with the non-ESP marker, not shorter than its answer: it is answered at once. */
    private static final Octets QUESTION = Octets.hex("00000000" + "0102030405060708" + "0000000000000000" + "00" + "30"
            + "22" + "08" + "00000000" + "00000030" + "00".repeat(20));

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.33", "::, 127.0.0.34", "::, ::1", "127.0.0.35, 127.0.0.35"})
    @Rfc(value = 7296, section = "2.11")
    void theAnswerComesFromTheAddressThatWasAsked(String listen, String asked) throws Exception {
        try (var server = EmbeddedIke.start(at(listen, 0), IkeSettings.defaults(Optional.empty()));
                var client = DatagramChannel.open()) {
            client.connect(at(asked, server.address().getPort())); // hears no other address
            client.write(ByteBuffer.wrap(QUESTION.toByteArray()));
            var answer = ByteBuffer.allocate(100);
            client.read(answer);

            assertThat(Octets.of(answer.array(), 4, 8)).isEqualTo(QUESTION.slice(4, 12));
        }
    }

    @Test
    @Rfc(value = 7383, section = "2.5")
    void chainsOf8KilobytesCrossANetworkThatDropsLargeDatagrams() throws Exception {
        var server = credentials(SERVER, CLIENT);
        var client = credentials(CLIENT, SERVER);
        assertThat(octets(server.certificates().getFirst())).isGreaterThan(8_000);
        try (var responder =
                        EmbeddedIke.start(at("127.0.0.1", 0), IkeSettings.defaults(Optional.of(server.answering())));
                var relay = new Relay(responder.address());
                var initiator = EmbeddedIke.startInitiator()) {
            initiator.establish(relay.address(), client.towards(SERVER), PATIENCE);

            assertThat(relay.longest()).isBetween(500, 576 - 28);
            assertThat(relay.carried()).isGreaterThan(2 + 2 * 15);
        }
    }

    @Test
    void listensAtSeveralAddressesOfBothFamiliesAndInitiatesFromThem() throws Exception {
        var server = credentials(SERVER, CLIENT);
        var client = credentials(CLIENT, SERVER);
        var settings = IkeSettings.defaults(Optional.of(server.answering()));
        try (var several = EmbeddedIke.start(
                        List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")), 0, settings);
                var initiator = EmbeddedIke.startInitiator();
                var other = EmbeddedIke.start(at("::1", 0), settings)) {
            assertThat(several.addresses()).hasSize(2);
            for (var address : several.addresses()) {
                initiator
                        .establish(address, client.towards(SERVER), PATIENCE)
                        .secret()
                        .wipe();
            }

            several.establish(other.address(), client.towards(SERVER), PATIENCE)
                    .secret()
                    .wipe();

            assertThat(other.statuses())
                    .singleElement()
                    .satisfies(sa ->
                            assertThat(sa.peer()).isEqualTo(several.addresses().getLast()));
        }
    }

    @Test
    void opensAnotherPortForNatsWhereThatIsWanted() throws Exception {
        int natPort = freePort();
        var server = credentials(SERVER, CLIENT);
        var client = credentials(CLIENT, SERVER);
        var settings = IkeSettings.defaults(Optional.of(server.answering()));
        var wanted = settings.withNetwork(settings.network().withNatPort(natPort));
        try (var responder = EmbeddedIke.start(at("127.0.0.1", 0), wanted);
                var initiator = EmbeddedIke.startInitiator()) {
            initiator
                    .establish(at("127.0.0.1", natPort), client.towards(SERVER), PATIENCE)
                    .secret()
                    .wipe();

            assertThat(responder.addresses())
                    .doesNotContain(at("127.0.0.1", natPort))
                    .hasSize(1);
            assertThatThrownBy(() -> EmbeddedIke.start(at("127.0.0.1", 0), wanted))
                    .hasMessageStartingWith("UDP port " + natPort + " is held by ");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = DatagramChannel.open().bind(at("127.0.0.1", 0))) {
            return ((InetSocketAddress) socket.getLocalAddress()).getPort();
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsHolder() throws Exception {
        try (var first = EmbeddedIke.start(at("127.0.0.1", 0), IkeSettings.defaults(Optional.empty()))) {
            assertThatThrownBy(() -> EmbeddedIke.start(first.address(), IkeSettings.defaults(Optional.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("UDP port " + first.address().getPort() + " is held by ")
                    .hasMessageContaining(
                            ", process " + ProcessHandle.current().pid() + "; stop it, or choose another");
        }
        assertThatThrownBy(() -> EmbeddedIke.start(at("192.0.2.200", 0), IkeSettings.defaults(Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("192.0.2.200 is not an address of this host");
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static int octets(CertifiedKey key) throws Exception {
        int octets = 0;
        for (var certificate : key.chain()) octets += certificate.getEncoded().length;
        return octets;
    }

    /** Below two intermediate authorities, with enough names in it. */
    private static IkeCredentials credentials(Identification own, Identification peer) {
        var names = Stream.concat(
                        Stream.of(own),
                        IntStream.range(0, 150)
                                .mapToObj(i ->
                                        Identities.parse("interface-" + i + ".of-a-large-router-somewhere.example")))
                .toList();
        var key = CA.intermediate("Region", NOW).intermediate("Site", NOW).issue(names, NOW);
        return new IkeCredentials(
                Optional.of(own),
                new Expected.Named(peer),
                Optional.empty(),
                Optional.of(key),
                List.of(CA.certificate()),
                IkeProposals.DEFAULT);
    }
}
