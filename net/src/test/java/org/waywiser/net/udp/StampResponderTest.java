package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.security.HmacSha256;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.probe.Fields;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;

@Tag("net")
@Rfc(value = 8762, section = "4.3")
@Timeout(30)
class StampResponderTest {
    private static final StampFormat OPEN = StampFormat.UNAUTHENTICATED;
    private static final StampFormat KEYED = StampFormat.AUTHENTICATED;
    private static final int SSID = 0x1234;
    private static final int RIGHT = 1;
    private static final int WRONG = 2;

    private final UdpSocket client = client();
    private @Nullable ReflectorPort port;

    private static UdpSocket client() {
        try {
            return Probes.socket();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Secret key(int number) {
        return Secret.owning(("key " + number).getBytes(StandardCharsets.US_ASCII));
    }

    private static StampService service(boolean open, boolean keyed, boolean stateful) {
        return new StampService(open, keyed ? key(RIGHT) : null, null, stateful, false, dscp -> dscp == 10, true);
    }

    private ReflectorPort serve(StampService service) throws IOException {
        port = ReflectorPort.start(Probes.socket(), WallClock.system(), service);
        return port;
    }

    @AfterEach
    void close() {
        client.close();
        if (port != null) port.close();
    }

    private static byte[] request(StampFormat format, long sequence, String tlvs) {
        byte[] chain = Octets.hex(tlvs).toByteArray();
        byte[] octets = new byte[format.length() + chain.length];
        System.arraycopy(chain, 0, octets, format.length(), chain.length);
        view(format, octets)
                .sequenceNumber(sequence)
                .timestamp(NtpTimestamp.of(Instant.now()))
                .errorEstimate(0x8001)
                .ssid(SSID);
        return octets;
    }

    private static byte[] sealed(long sequence, int key) {
        byte[] octets = request(KEYED, sequence, "");
        seal(octets, key);
        return octets;
    }

    private static void seal(byte[] octets, int key) {
        var segment = MemorySegment.ofArray(octets);
        var hmac = new HmacSha256(key(key));
        hmac.update(segment, 0, StampFormat.COVERED);
        hmac.finish(segment, StampFormat.COVERED);
    }

    private void send(ReflectorPort to, byte[] octets) {
        Probes.send(client, to.localAddress(), octets);
    }

    private byte[] receive() throws IOException {
        Datagram datagram = Probes.receive(client);
        return datagram.payload().asSlice(0, datagram.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] exchange(ReflectorPort with, byte[] octets) throws IOException {
        send(with, octets);
        return receive();
    }

    private static StampPacket view(StampFormat format, byte[] packet) {
        return new StampPacket(format).wrap(MemorySegment.ofArray(packet));
    }

    @Test
    void countsTheRepliesOfEachSession() throws IOException {
        var reflector = serve(service(true, false, true));
        for (int i = 0; i < 3; i++) {
            byte[] reply = exchange(reflector, request(OPEN, 40 + i, ""));
            assertThat(reply).hasSize(44);
            assertThat(view(OPEN, reply).sequenceNumber()).isEqualTo(i);
            assertThat(view(OPEN, reply).senderSequenceNumber()).isEqualTo(40 + i);
            assertThat(view(OPEN, reply).senderTtl()).isEqualTo(255);
        }
        byte[] other = request(OPEN, 7, "");
        other[15]++;
        assertThat(view(OPEN, exchange(reflector, other)).sequenceNumber()).isZero();
        assertThat(view(OPEN, exchange(reflector, request(OPEN, 0, ""))).sequenceNumber())
                .isZero();
        assertThat(view(OPEN, exchange(reflector, request(OPEN, 1, ""))).sequenceNumber())
                .isOne();
    }

    @Test
    @Rfc(value = 8972, section = "4.7")
    void tellsWhenTheKernelSentTheReplyBefore() throws IOException {
        String followUp = "80070010" + "00".repeat(16);
        var reflector = serve(service(true, false, true));
        long sent = view(OPEN, exchange(reflector, request(OPEN, 0, followUp))).timestamp();
        for (int i = 1; i < 10; i++) {
            byte[] reply = exchange(reflector, request(OPEN, i, followUp));
            var value = MemorySegment.ofArray(reply).asSlice(OPEN.length() + 4);
            assertThat(Fields.u32(value, 0)).isEqualTo(i - 1);
            assertThat(NtpTimestamp.nanosBetween(sent, Fields.u64(value, 4))).isPositive();
            assertThat(NtpTimestamp.nanosBetween(
                            Fields.u64(value, 4), view(OPEN, reply).receiveTimestamp()))
                    .isPositive();
            assertThat(Fields.u32(value, 12)).isEqualTo(2 << 24);
            sent = view(OPEN, reply).timestamp();
        }
    }

    @Test
    void numbersRepliesAsTheirPacketsWithoutState() throws IOException {
        var reflector = serve(service(true, false, false));
        assertThat(view(OPEN, exchange(reflector, request(OPEN, 40, ""))).sequenceNumber())
                .isEqualTo(40);
    }

    @Test
    @Rfc(value = 8972, section = "4.2")
    void tellsAddressesPortsAndClassOfServiceFromThePacketItself() throws IOException {
        var reflector = serve(service(true, false, true));
        String zeros = "00".repeat(16);
        byte[] reply = exchange(
                reflector,
                request(OPEN, 1, "8002002c00000000" + "80040010" + zeros + "80070010" + zeros + "8004000428000000"));
        String ports = "%04x%04x"
                .formatted(
                        reflector.localAddress().getPort(),
                        client.localAddress().getPort());
        assertThat(Octets.of(reply, 44, reply.length - 44).toString())
                .isEqualTo("0002002c" + ports + "00050010" + "7f000001" + "00".repeat(12) + "00080010" + "7f000001"
                        + "00".repeat(12) + "00040004" + "28000000");
    }

    @Test
    @Rfc(value = 8762, section = "4.4")
    void believesTheHolderOfTheKeyAndNobodyElse() throws IOException {
        var reflector = serve(service(false, true, true));
        send(reflector, sealed(1, WRONG));
        send(reflector, request(OPEN, 1, ""));
        byte[] reply = exchange(reflector, sealed(2, RIGHT));
        assertThat(view(KEYED, reply).senderSequenceNumber()).isEqualTo(2);
        var hmac = new HmacSha256(key(RIGHT));
        hmac.update(MemorySegment.ofArray(reply), 0, StampFormat.COVERED);
        assertThat(hmac.matches(MemorySegment.ofArray(reply), StampFormat.COVERED))
                .isTrue();
        assertThat(reflector.drops()).containsExactlyEntriesOf(Map.of(DropReason.NO_KEY, 2L));
    }

    @Test
    void servesBothKindsSideBySide() throws IOException {
        var reflector = serve(service(true, true, true));
        assertThat(view(KEYED, exchange(reflector, sealed(5, RIGHT))).senderSequenceNumber())
                .isEqualTo(5);
        byte[] padded = request(OPEN, 9, "80010064" + "00".repeat(100));
        assertThat(view(OPEN, exchange(reflector, padded)).senderSequenceNumber())
                .isEqualTo(9);
    }

    @Test
    void answersNoReplyToItsOwnReply() throws IOException {
        var reflector = serve(service(true, false, true));
        byte[] reply = exchange(reflector, request(OPEN, 0, ""));
        // As another reflector would: its reply has ours in the place of a sender's packet.
        byte[] back = request(OPEN, 0, "");
        view(OPEN, back).senderTimestamp(view(OPEN, reply).timestamp());
        send(reflector, back);
        // An echo sends it as it is, with the sender's timestamp.
        send(reflector, reply);
        assertThat(view(OPEN, exchange(reflector, request(OPEN, 77, ""))).senderSequenceNumber())
                .isEqualTo(77);
        assertThat(reflector.drops()).containsExactlyEntriesOf(Map.of(DropReason.OWN_REPLY, 2L));
    }

    @Test
    void neverTalksToOtherServices() {
        assertThat(StampResponder.isService(7)).isTrue();
        assertThat(StampResponder.isService(0)).isTrue();
        assertThat(StampResponder.isService(862)).isFalse();
        assertThat(StampResponder.isService(20_000)).isFalse();
    }

    /** SAs of a peer by name, newest first, whose keys are their names. */
    private static StampService ofSas(List<String> newestFirst) {
        StampKeyFinder finder = (_, _, _, answer) -> Thread.startVirtualThread(() -> answer.accept(newestFirst.stream()
                .map(sa -> new StampKeyFinder.Candidate(
                        sa, new StampKeys(key(Integer.parseInt(sa)), key(-Integer.parseInt(sa)))))
                .toList()));
        return service(false, false, true).with(finder);
    }

    private static boolean verifies(byte[] reply, int key) {
        var hmac = new HmacSha256(key(key));
        hmac.update(MemorySegment.ofArray(reply), 0, StampFormat.COVERED);
        return hmac.matches(MemorySegment.ofArray(reply), StampFormat.COVERED);
    }

    @Test
    void triesKeysOfTheNewestSaAndThenOfTheOneBefore() throws IOException {
        var sas = new CopyOnWriteArrayList<>(List.of("1"));
        var reflector = serve(ofSas(sas));
        byte[] reply = exchange(reflector, sealed(1, 1));
        assertThat(verifies(reply, -1)).isTrue();
        // A rekey under a running sender: it goes on with what it has, though nobody finds that any more.
        sas.clear();
        sas.add("2");
        assertThat(verifies(exchange(reflector, sealed(2, 1)), -1)).isTrue();
        // A new session of another sender takes the SA before, if the newest is not known there yet.
        sas.add("1");
        try (var other = Probes.socket()) {
            byte[] late = sealed(3, 1);
            view(KEYED, late).ssid(SSID + 1);
            seal(late, 1);
            Probes.send(other, reflector.localAddress(), late);
            Datagram datagram = Probes.receive(other);
            byte[] octets = datagram.payload().asSlice(0, datagram.length()).toArray(ValueLayout.JAVA_BYTE);
            assertThat(verifies(octets, -1)).isTrue();
        }
        assertThat(reflector.drops()).isEmpty();
    }

    @Test
    void answersNoOtherSenderUnderAnSsidThatOneHas() throws IOException {
        var reflector = serve(ofSas(List.of("1")));
        assertThat(exchange(reflector, sealed(1, 1))).hasSize(112);
        try (var other = Probes.socket()) {
            Probes.send(other, reflector.localAddress(), sealed(1, 1));
            byte[] own = sealed(9, 1);
            view(KEYED, own).ssid(SSID + 1);
            seal(own, 1);
            Probes.send(other, reflector.localAddress(), own);
            Datagram datagram = Probes.receive(other);
            assertThat(view(KEYED, datagram.payload().asSlice(0, 112).toArray(ValueLayout.JAVA_BYTE))
                            .senderSequenceNumber())
                    .isEqualTo(9);
        }
        assertThat(reflector.drops()).containsExactlyEntriesOf(Map.of(DropReason.REUSED_SSID, 1L));
    }

    @Test
    void answersNobodyWithKeysOfAnotherSa() throws IOException {
        var reflector = serve(ofSas(List.of("1")));
        try (var forger = Probes.socket()) {
            Probes.send(forger, reflector.localAddress(), sealed(1, WRONG));
        }
        byte[] reply = exchange(reflector, sealed(2, 1));
        // A reply that is sent back is under the other key.
        send(reflector, reply);
        byte[] other = sealed(3, 1);
        assertThat(view(KEYED, exchange(reflector, other)).senderSequenceNumber())
                .isEqualTo(3);
        // What has no key is dropped once keys were looked for.
        while (reflector.drops().isEmpty()) exchange(reflector, other);
        assertThat(reflector.drops()).containsOnlyKeys(DropReason.NO_KEY);
    }

    @Test
    void beginsASessionAtOnceWhoeverHasForgedItsFirstPacket() throws IOException {
        var reflector = serve(ofSas(List.of("1")));
        for (int ssid = 1; ssid <= 50; ssid++) {
            byte[] forged = sealed(0, WRONG);
            view(KEYED, forged).ssid(ssid);
            seal(forged, WRONG);
            send(reflector, forged);
            while (reflector.drops().getOrDefault(DropReason.NO_KEY, 0L) < ssid) Thread.onSpinWait();
            byte[] first = request(KEYED, 0, "");
            view(KEYED, first).ssid(ssid);
            seal(first, 1);
            assertThat(verifies(exchange(reflector, first), -1)).isTrue();
        }
    }

    @Test
    void answersAllComersWhileTooManySearchForKeys() throws IOException {
        StampKeyFinder never = (_, _, _, _) -> {};
        var reflector = serve(service(true, false, true).with(never));
        for (int ssid = 1; ssid <= 64; ssid++) {
            byte[] forged = request(KEYED, 1, "");
            view(KEYED, forged).ssid(ssid);
            send(reflector, forged);
        }
        assertThat(exchange(reflector, request(OPEN, 1, "80010064" + "00".repeat(100))))
                .hasSize(148);
    }

    @Test
    void letsFewWaitForKeysHoweverManyAreForged() throws IOException {
        var asked = new AtomicInteger();
        StampKeyFinder never = (_, _, _, _) -> asked.incrementAndGet();
        var reflector = serve(service(false, true, true).with(never));
        for (int ssid = 1; ssid <= 500; ssid++) {
            byte[] forged = request(KEYED, 1, "");
            view(KEYED, forged).ssid(ssid);
            send(reflector, forged);
        }
        assertThat(exchange(reflector, sealed(1, RIGHT))).hasSize(112);
        assertThat(asked).hasValue(64);
        assertThat(reflector.drops()).containsExactlyEntriesOf(Map.of(DropReason.TOO_MANY_WAITING, 436L));
    }

    @Test
    @Rfc(value = 8762, section = "4.6")
    void numbersRepliesToTwampLightWhateverItsPadding() throws IOException {
        var reflector = serve(service(true, false, true));
        var random = new SplittableRandom(1);
        for (int i = 0; i < 3; i++) {
            byte[] octets = request(OPEN, 40 + i, "");
            for (int at = 14; at < 44; at++) octets[at] = (byte) random.nextInt();
            assertThat(view(OPEN, exchange(reflector, octets)).sequenceNumber()).isEqualTo(i);
        }
    }

    @Test
    void isNotUpsetByAnythingThatArrives() throws IOException {
        var reflector = serve(service(true, true, true));
        var random = new SplittableRandom(8762);
        for (int i = 0; i < 2_000; i++) {
            byte[] octets = new byte[random.nextInt(i % 10 == 0 ? 60_000 : 200)];
            random.nextBytes(octets);
            if (octets.length > 60) Arrays.fill(octets, 16, 44, (byte) 0);
            send(reflector, octets);
        }
        byte[] last = request(OPEN, 0xffff_fffeL, "");
        send(reflector, last);
        byte[] reply = receive();
        while (view(OPEN, reply).senderSequenceNumber() != 0xffff_fffeL) reply = receive();
        assertThat(reply).hasSize(44);
    }
}
