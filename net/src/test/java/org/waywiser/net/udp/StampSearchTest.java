package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.net.udp.StampKeyFinder.Candidate;
import org.waywiser.net.udp.StampSearch.Fate;
import org.waywiser.security.HmacSha256;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.stamp.StampFormat;

@Tag("net")
@Timeout(30)
class StampSearchTest {
    private static final int PACKET = StampFormat.AUTHENTICATED.length();
    private static final int KNOWN = 7;

    /** A look for keys that has been asked for. */
    private record Look(int ssid, Duration after, Consumer<List<Candidate>> answer) {}

    private final VirtualTime time = new VirtualTime();
    private final Queue<Look> looks = new ArrayDeque<>();
    private final List<StampSearch.Waiting> found = new ArrayList<>();
    private final StampSearch search = new StampSearch(this::look, Runnable::run, time::now);
    private final UdpSocket socket;
    private final Datagram datagram;

    StampSearchTest() throws IOException {
        socket = Probes.socket();
        datagram = socket.newBatch(1).at(0);
    }

    @AfterEach
    void close() {
        socket.close();
    }

    private void look(InetAddress peer, int ssid, Duration after, Consumer<List<Candidate>> answer) {
        looks.add(new Look(ssid, after, answer));
    }

    private Fate send(int port, int ssid, int length) {
        datagram.peerPort = port;
        datagram.length(length);
        return search.await(datagram, flow(port, ssid), found::addAll);
    }

    private StampFlow flow(int port, int ssid) {
        datagram.peerPort = port;
        return new StampFlow().at(datagram, StampFormat.AUTHENTICATED, ssid);
    }

    private static Secret key(String text) {
        return Secret.owning(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void answer(Look look) {
        look.answer()
                .accept(
                        look.ssid() == KNOWN
                                ? List.of(new Candidate("an SA", new StampKeys(key("there"), key("back"))))
                                : List.of());
    }

    /** Answers searches that have begun, and none that looks again; returns how many. */
    private int answerFirstLooks() {
        List<Look> first = looks.stream().filter(look -> look.after().isZero()).toList();
        looks.removeAll(first);
        first.forEach(StampSearchTest::answer);
        return first.size();
    }

    private static MemorySegment sealed(String key) {
        var packet = MemorySegment.ofArray(new byte[PACKET]);
        var hmac = new HmacSha256(key(key));
        hmac.update(packet, 0, StampFormat.COVERED);
        hmac.finish(packet, StampFormat.COVERED);
        return packet;
    }

    @Test
    void aForgedPacketDoesNotPutOffTheSessionWhoseFlowItHas() {
        assertThat(send(1000, KNOWN, PACKET)).isEqualTo(Fate.WAITS);
        answer(looks.remove());
        assertThat(found).hasSize(1);
        assertThat(search.verifying(flow(1000, KNOWN), sealed("another"))).isNull();
        assertThat(send(1000, KNOWN, PACKET)).isEqualTo(Fate.KEYLESS);
        assertThat(search.verifying(flow(1000, KNOWN), sealed("there"))).isNotNull();
        assertThat(search.verifying(flow(1001, KNOWN), sealed("there"))).isNull();
    }

    @Test
    void looksAnewSoonAsThereMayBeANewerSa() {
        send(1000, KNOWN, PACKET);
        answer(looks.remove());
        time.advance(Duration.ofMillis(199));
        assertThat(send(1000, KNOWN, PACKET)).isEqualTo(Fate.KEYLESS);
        time.advance(Duration.ofMillis(1));
        assertThat(search.verifying(flow(1000, KNOWN), sealed("there"))).isNull();
        assertThat(send(1000, KNOWN, PACKET)).isEqualTo(Fate.WAITS);
        assertThat(looks).hasSize(1);
    }

    @Test
    void waitsForAnSaThatTheSenderKnewFirst() {
        assertThat(send(1000, 1, PACKET)).isEqualTo(Fate.WAITS);
        for (int look = 0; look < 5; look++) {
            answer(looks.remove());
            assertThat(looks.element().after()).isEqualTo(Duration.ofMillis(100));
            assertThat(send(1000, 1, PACKET)).isEqualTo(Fate.WAITS);
        }
        looks.remove().answer().accept(List.of(new Candidate("an SA", new StampKeys(key("there"), key("back")))));
        assertThat(found).hasSize(6);
        assertThat(search.verifying(flow(1000, 1), sealed("there"))).isNotNull();
    }

    @Test
    void givesUpWhereNobodyHasKeysAndLaterLooksOnce() {
        send(1000, 1, PACKET);
        for (int look = 0; look < 6; look++) answer(looks.remove());
        assertThat(looks).isEmpty();
        assertThat(send(1000, 1, PACKET)).isEqualTo(Fate.KEYLESS);
        time.advance(Duration.ofMillis(200));
        assertThat(send(1000, 1, PACKET)).isEqualTo(Fate.WAITS);
        answer(looks.remove());
        assertThat(looks).isEmpty();
    }

    @Test
    void forgedFlowsWithoutKeysDoNotKeepOthersFromTheirs() {
        for (int port = 1; port <= 10_000; port++) {
            send(port, 1, PACKET);
            answerFirstLooks();
            if (port % 50 == 0) time.advance(Duration.ofMillis(50));
        }
        looks.clear();
        time.advance(Duration.ofMillis(1));
        assertThat(send(20_000, KNOWN, PACKET)).isEqualTo(Fate.WAITS);
        answer(looks.remove());
        assertThat(search.verifying(flow(20_000, KNOWN), sealed("there"))).isNotNull();
    }

    @Test
    void aFloodOfForgedFlowsCausesABoundedNumberOfSearches() {
        int begun = 0;
        int looksAgain = 0;
        for (int packet = 0; packet < 100_000; packet++) {
            if (packet % 100 == 0) time.advance(Duration.ofMillis(1));
            send(packet % 65_536, packet / 65_536 + 1, PACKET);
            begun += answerFirstLooks();
            looksAgain = Math.max(looksAgain, looks.size());
        }
        // In a second: the burst, and one each millisecond.
        assertThat(begun).isBetween(1_000, 1_064);
        assertThat(looksAgain).isEqualTo(32);
    }

    @Test
    void keepsFewPacketsOfAFlowAndOneAtLeastWhateverItsSize() {
        for (int i = 0; i < 256; i++) assertThat(send(1000, 1, PACKET)).isEqualTo(Fate.WAITS);
        assertThat(send(1000, 1, PACKET)).isEqualTo(Fate.CROWDED_OUT);
        int longest = (int) datagram.payload().byteSize();
        assertThat(send(1001, KNOWN, longest)).isEqualTo(Fate.WAITS);
        looks.remove();
        answer(looks.remove());
        assertThat(found.getFirst().octets().length()).isEqualTo(longest);
        assertThat(found.getFirst().octets().toByteArray())
                .isEqualTo(datagram.payload().toArray(ValueLayout.JAVA_BYTE));
    }
}
