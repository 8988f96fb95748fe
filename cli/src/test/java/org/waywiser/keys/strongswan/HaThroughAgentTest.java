package org.waywiser.keys.strongswan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.agent.StrongSwanKeeper;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.RootKind;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

/** An agent whose strongSwan has three peers: one with a virtual address, one with a network behind it, one of IPv6 with both. */
@Tag("net")
@Timeout(30)
@Rfc(value = 7717, section = "5.3")
class HaThroughAgentTest {
    private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress REMOTE = InetAddress.ofLiteral("127.0.0.2");
    private static final long WITH_VIRTUAL_ADDRESS = 0x1100_0000_0000_0001L;
    private static final long WITH_NETWORK = 0x2200_0000_0000_0002L;
    private static final long OF_IPV6 = 0x3300_0000_0000_0003L;

    @TempDir
    private Path directory;

    private DatagramSocket charon;
    private HaPeer peer;
    private AgentServer agent;
    private AgentClient client;

    @BeforeEach
    void start() throws Exception {
        charon = DatagramChannel.open(StandardProtocolFamily.INET)
                .bind(new InetSocketAddress(LOCAL, 0))
                .socket();
        InetSocketAddress ours;
        try (var free = new DatagramSocket(new InetSocketAddress(REMOTE, 0))) {
            ours = (InetSocketAddress) free.getLocalSocketAddress();
        }
        charon.connect(ours);
        peer = HaPeer.start((InetSocketAddress) charon.getLocalSocketAddress(), ours, Optional.empty(), false);
        agent = AgentServer.start(
                directory.resolve("agent.sock"), Optional.empty(), Access.byFile(), new StrongSwanKeeper(peer));
        client = new AgentClient(agent.socket());
        var established = new CountDownLatch(4);
        peer.listen(new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                established.countDown();
            }

            @Override
            public void deleted(IkeSecret sa) {}
        });
        tellOfPeers();
        assertThat(established.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void tellOfPeers() throws IOException {
        tell(MadeUp.ikeAdd(WITH_VIRTUAL_ADDRESS));
        tell(MadeUp.ikeUpdate(WITH_VIRTUAL_ADDRESS, "c0000201"));
        tell(MadeUp.of(MadeUp.IKE_UPDATE).id(WITH_VIRTUAL_ADDRESS).address(12, Octets.hex("0a000001")));
        tell(MadeUp.ikeAdd(WITH_NETWORK));
        tell(MadeUp.ikeUpdate(WITH_NETWORK, "c0000202"));
        tell(MadeUp.childAdd(WITH_NETWORK, 0x10, 0x20)
                .cbc()
                .selector(32, Octets.hex("0a010000"), Octets.hex("0a01ffff")));
        tell(MadeUp.ikeAdd(OF_IPV6));
        tell(MadeUp.ikeUpdate(OF_IPV6, "20010db8000000000000000000000003"));
        tell(MadeUp.of(MadeUp.IKE_UPDATE).id(OF_IPV6).address(12, Octets.hex("20010db8000a00000000000000000001")));
        tell(MadeUp.childAdd(OF_IPV6, 0x11, 0x21)
                .cbc()
                .selector(
                        32,
                        Octets.hex("20010db8000b00000000000000000000"),
                        Octets.hex("20010db8000bffffffffffffffffffff")));
        // what comes before it has been taken in once this is told
        tell(MadeUp.ikeAdd(4));
        tell(MadeUp.ikeUpdate(4, "c0000204"));
    }

    private void tell(MadeUp message) throws IOException {
        byte[] octets = message.octets();
        charon.send(new DatagramPacket(octets, octets.length));
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        agent.close();
        peer.close();
        charon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 1100000000000001",
        "10.0.0.1, 1100000000000001",
        "192.0.2.2, 2200000000000002",
        "10.1.2.3, 2200000000000002",
        "2001:db8::3, 3300000000000003",
        "2001:db8:a::1, 3300000000000003",
        "2001:db8:b::7, 3300000000000003"
    })
    void findsAPeerByEachAddressThatItsSaLeadsTo(String address, String spi) throws Exception {
        InetAddress there = InetAddress.ofLiteral(address);

        assertThat(IkeSecret.spi(client.byPeer(there).orElseThrow().spiI())).isEqualTo(spi);
        assertThat(client.byPeer(there, Optional.of("there.example"))).isPresent();
        assertThat(client.byPeer(there, Optional.of("other.example"))).isEmpty();
        assertThat(IkeSecret.spi(client.establish("host.example", there).spiI()))
                .as("what is there is not to be established")
                .isEqualTo(spi);
        try (SaBinding bound =
                client.bind(there, Profile.DRAFT, RootKind.IKE_SA).orElseThrow()) {
            assertThat(bound.sa().spiIText()).isEqualTo(spi);
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.3", "10.2.0.1", "2001:db8:c::1"})
    void findsNoneByOtherAddresses(String address) throws Exception {
        InetAddress elsewhere = InetAddress.ofLiteral(address);

        assertThat(client.byPeer(elsewhere)).isEmpty();
        assertThat(client.bind(elsewhere, Profile.DRAFT, RootKind.IKE_SA)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3", "2001:db8:b::7"})
    void bindsToAChildByWhatItCarries(String address) throws Exception {
        InetAddress there = InetAddress.ofLiteral(address);
        try (SaBinding bound =
                client.bind(there, Profile.DRAFT_ALT1, RootKind.IPSEC_SA).orElseThrow()) {
            assertThat(bound.alive()).isTrue();
            assertThat(bound.sa().proposal()).isEqualTo("aes128-sha256-noesn");
        }
    }

    @Test
    void givesKeysOfStampSessionsOfEachPeer() throws Exception {
        for (SaStatus sa : client.all()) {
            var keys = client.stampKeys(sa.spiI(), sa.spiR(), 1).orElseThrow();
            assertThat(peer.stampKeys(sa.spiI(), sa.spiR(), 1)).hasValue(keys);
        }
        assertThat(client.all()).hasSize(4);
    }

    @Test
    void tellsWhatHasArrived() throws Exception {
        assertThat(client.source().kind()).isEqualTo("strongswan");
        assertThat(client.source().ha()).hasValue(peer.status());
        assertThat(peer.status().messages()).isEqualTo(12);
    }
}
