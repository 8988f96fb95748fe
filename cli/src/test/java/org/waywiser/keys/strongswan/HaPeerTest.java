package org.waywiser.keys.strongswan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaStatus;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.ha.HaMessage;
import org.waywiser.wire.ha.HaType;

@Tag("net")
@Timeout(20)
class HaPeerTest {
    private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress REMOTE = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");
    private static final long FIRST = 0xc9e852f21da38a95L;

    private final Recording recording = Recording.ofInitiator();
    private final News news = new News();
    private DatagramSocket charon;
    private InetSocketAddress ours;
    private HaPeer peer;

    HaPeerTest() throws IOException {
        charon = socket(new InetSocketAddress(LOCAL, 0));
        ours = freePort();
        // as strongSwan does
        charon.connect(ours);
        peer = HaPeer.start(source(), ours, Optional.empty(), false);
    }

    /** Of IPv4, as strongSwan has it; what the JDK makes otherwise is listed among those of IPv6. */
    private static DatagramSocket socket(InetSocketAddress address) throws IOException {
        return DatagramChannel.open(StandardProtocolFamily.INET).bind(address).socket();
    }

    private static InetSocketAddress freePort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(REMOTE, 0))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    private InetSocketAddress source() {
        return (InetSocketAddress) charon.getLocalSocketAddress();
    }

    @BeforeEach
    void listen() {
        peer.listen(news);
    }

    @AfterEach
    void close() {
        peer.close();
        charon.close();
    }

    @Test
    void findsAnSaAsSoonAsItIsTold() throws Exception {
        send(1, 3);

        assertThat(news.next()).isEqualTo("established %016x".formatted(FIRST));
        IkeSecret sa = peer.byPeer(PEER).orElseThrow();
        assertThat(peer.bySpis(sa.spiI(), sa.spiR()).orElseThrow().secret().equals(sa.secret()))
                .isTrue();
        assertThat(sa.prf()).isEqualTo("PRF_HMAC_SHA2_384");
        assertThat(sa.proposal()).isEqualTo("aes256-sha384-prfsha384-x25519");
        assertThat(sa.localId()).isEqualTo("a.lab.example");
        assertThat(sa.remoteId()).isEqualTo("b.lab.example");
        assertThat(peer.statuses())
                .singleElement()
                .returns(Optional.of("lab"), SaStatus::connection)
                .returns(true, SaStatus::initiator);
    }

    @Test
    void hasKeysOfStampSessionsToo() throws Exception {
        send(1, 3);
        news.next();
        IkeSecret sa = peer.byPeer(PEER).orElseThrow();

        assertThat(peer.stampKeys(sa.spiI(), sa.spiR(), 7))
                .hasValue(StampKeys.of(Prf.named("prfsha384").orElseThrow(), recording.skD(FIRST), 7));
        assertThat(peer.stampKeys(sa.spiI(), ~sa.spiR(), 7)).isEmpty();
    }

    @Test
    void tellsListenersOfEachSaThatComesAndGoes() throws Exception {
        send(1, 8);

        assertThat(List.of(news.next(), news.next(), news.next(), news.next()))
                .containsExactly(
                        "established %016x".formatted(FIRST),
                        "established 30cfcadb5bf55187",
                        "rekeyed IKE %016x 30cfcadb5bf55187".formatted(FIRST),
                        "deleted %016x".formatted(FIRST));
    }

    @Test
    void dropsAndCountsWhatIsNotFromStrongSwan() throws Exception {
        try (var stranger = new DatagramSocket(new InetSocketAddress(LOCAL, 0))) {
            for (int i = 1; i <= 3; i++) send(stranger, recording.vectors().octets("%02d".formatted(i)));
        }
        send(charon, new byte[] {9, 1});
        send(2, 2);
        send(23, 25);

        assertThat(news.next()).isEqualTo("established 5dcd2115143bf98c");
        assertThat(peer.status())
                .isEqualTo(new HaStatus(
                        AddressText.of(source()),
                        AddressText.of(ours),
                        true,
                        4,
                        3,
                        1,
                        Map.of("a message: ha message of version 9; known are [3, 4, 5]", 1L)));
        assertThat(peer.statuses()).hasSize(1);
    }

    @Test
    void asksForWhatIsThereOnlyIfToldTo() throws Exception {
        charon.setSoTimeout(5_000);
        peer.close();
        peer = HaPeer.start(source(), ours, Optional.empty(), true);

        var versions = new ArrayList<Integer>();
        for (int i = 0; i < 3; i++) {
            var packet = new DatagramPacket(new byte[64], 64);
            charon.receive(packet);
            byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
            HaMessage message = HaMessage.read(octets, ByteOrder.nativeOrder());
            // the peer that was started without has sent none, else it would be the first
            assertThat(message.type()).isEqualTo(HaType.RESYNC);
            versions.add(message.version());
        }
        assertThat(versions).containsExactly(3, 4, 5);
    }

    @Test
    void forgetsTheSasOfAStrongSwanThatIsNoMore() throws Exception {
        send(1, 3);
        assertThat(news.next()).startsWith("established");
        assertThat(peer.isConnected()).isTrue();

        InetSocketAddress address = source();
        charon.close();
        assertThat(news.next()).isEqualTo("deleted %016x".formatted(FIRST));
        assertThat(peer.isConnected()).isFalse();

        charon = socket(address);
        charon.connect(ours);
        send(23, 25);
        assertThat(news.next()).isEqualTo("established 5dcd2115143bf98c");
    }

    @Test
    void saysWhatToDoWhereThePortIsTaken() {
        assertThatThrownBy(() -> HaPeer.start(source(), ours, Optional.empty(), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something else listens there")
                .hasMessageContaining("--ha-remote");
    }

    @Test
    void wipesWhatItKnowsAtItsEnd() throws Exception {
        send(1, 3);
        assertThat(news.next()).startsWith("established");

        peer.close();
        assertThat(news.next()).startsWith("deleted");
        assertThat(peer.byPeer(PEER)).isEmpty();
    }

    private void send(int first, int last) throws IOException {
        for (int i = first; i <= last; i++) send(charon, recording.vectors().octets("%02d".formatted(i)));
    }

    private void send(DatagramSocket from, byte[] octets) throws IOException {
        from.send(new DatagramPacket(octets, octets.length, ours));
    }

    private static final class News implements KeySource.Listener {
        private final BlockingQueue<String> items = new ArrayBlockingQueue<>(100);

        @Override
        public void established(IkeSecret sa) {
            items.add("established " + IkeSecret.spi(sa.spiI()));
        }

        @Override
        public void rekeyed(Rekeying rekeying) {
            items.add("rekeyed %s %s %s"
                    .formatted(
                            rekeying.protocolName(), rekeying.spi(rekeying.oldSpiI()), rekeying.spi(rekeying.spiI())));
        }

        @Override
        public void deleted(IkeSecret sa) {
            items.add("deleted " + IkeSecret.spi(sa.spiI()));
        }

        String next() throws InterruptedException {
            String item = items.poll(10, TimeUnit.SECONDS);
            if (item == null) throw new AssertionError("nothing was told");
            return item;
        }
    }
}
