package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.Marking;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.PtpTimestamp;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

/** Both ends of a session with what RFC 6038, RFC 7750 and RFC 8186 add to test packets. */
class ProbeFeaturesTest {
    private static final long TIMEOUT = Duration.ofSeconds(2).toNanos();
    private static final int TOS_THERE = 46 << 2 | 1;
    private static final int TOS_BACK = 10 << 2;
    private static final ProbeFeatures PTP = new ProbeFeatures(false, 0, 0, false, true);
    private static final ProbeFeatures DSCP = new ProbeFeatures(false, 0, 0, true, false);

    private final VirtualTime time = new VirtualTime();
    private final VirtualClock senderClock = new VirtualClock(time, Duration.ofNanos(123_456_789));
    private final VirtualClock reflectorClock = new VirtualClock(time, Duration.ofNanos(987_654_321));
    private final byte[] octets = new byte[2048];
    private final MemorySegment packet = MemorySegment.ofArray(octets);

    private SenderSession sender(ProbeMode mode, ProbeFeatures features, int padding, boolean zeroPadding) {
        return new SenderSession(
                new SenderConfig(mode, Keys.cipher(mode), padding, zeroPadding, TIMEOUT, 10, features),
                senderClock,
                new SplittableRandom(1));
    }

    private ReflectorSession reflector(ProbeMode mode, ProbeFeatures features) {
        var session = new ReflectorSession(
                new ReflectorConfig(mode, Keys.cipher(mode), 10, 0, TIMEOUT, TIMEOUT).with(features), reflectorClock);
        session.start(time.now());
        return session;
    }

    private int send(SenderSession sender) {
        Arrays.fill(octets, (byte) 0xee);
        sender.prepare(packet);
        sender.stamp(packet);
        sender.sent(time.now(), 0);
        return sender.packetLength();
    }

    private int reflect(ReflectorSession reflector, int length) {
        return reflector.reflect(packet, length, 250, TOS_THERE, reflectorClock.ntp(), time.now());
    }

    private void receive(SenderSession sender, int length) {
        sender.received(packet, length, 249, TOS_BACK, senderClock.ntp(), StampSource.KERNEL);
    }

    private static TwoWaySummary summary(SenderSession sender) {
        return sender.measured().summary();
    }

    private Octets head(int length) {
        return Octets.of(Arrays.copyOf(octets, length));
    }

    static Stream<Arguments> combinations() {
        return Stream.of(ProbeMode.values())
                .flatMap(mode -> IntStream.range(0, 8)
                        .boxed()
                        .flatMap(bits -> Stream.of(0, 1, 2, 3, 8, 13, 300)
                                .map(reflected -> Arguments.of(
                                        mode,
                                        new ProbeFeatures(
                                                (bits & 1) != 0,
                                                reflected,
                                                reflected % 2 == 0 ? 0xcafe : 0,
                                                (bits & 2) != 0,
                                                (bits & 4) != 0)))));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    @Rfc(value = 6038, section = "5.2.2")
    @Rfc(value = 7750, section = "2.2.2")
    @Rfc(value = 8186, section = "2.3")
    void measuresTheSameWithEveryCombination(ProbeMode mode, ProbeFeatures features) {
        for (int more : new int[] {0, 1, 100}) {
            var sender = sender(mode, features, features.leastPadding(mode) + more, false);
            var reflector = reflector(mode, features);
            int sent = send(sender);
            time.advance(Duration.ofNanos(1_000_001));
            int reflected = reflect(reflector, sent);
            assertThat(reflected).isEqualTo(sent);
            time.advance(Duration.ofNanos(2_000_003));
            receive(sender, reflected);

            var summary = summary(sender);
            assertThat(summary.drops()).isEmpty();
            assertThat(summary.packets().received()).isOne();
            assertThat(summary.rtt().maxNanos()).isEqualTo(3_000_004);
            assertThat(summary.forward().maxNanos()).isEqualTo(1_000_001 + 864_197_532);
            assertThat(summary.reverse().maxNanos()).isEqualTo(2_000_003 - 864_197_532);
            assertThat(summary.remoteClock()).isEqualTo(summary.localClock());
            assertThat(summary.forwardMarkings())
                    .isEqualTo(features.dscpMonitoring() ? List.of(new Marking(46, 1, 1)) : List.of());
            assertThat(summary.reverseMarkings()).containsExactly(new Marking(10, 0, 1));
        }
    }

    @Test
    @Rfc(value = 6038, section = "5.1.5")
    @Rfc(value = 6038, section = "5.2.1")
    void laysOutSymmetricalPacketsWithOctetsToReflect() {
        var features = new ProbeFeatures(true, 6, 0xcafe, false, false);
        var sender = sender(ProbeMode.OPEN, features, 10, true);
        String sent = Long.toHexString(senderClock.ntp());
        String here = Long.toHexString(reflectorClock.ntp());
        String estimate = "8009"; // S, Scale 0, Multiplier 9
        senderClock.errorEstimate(ErrorEstimate.of(0x8009));
        reflectorClock.errorEstimate(ErrorEstimate.of(0x8009));
        int length = send(sender);

        assertThat(head(length))
                .isEqualTo(Octets.hex("00000000" + sent + estimate // Sequence Number, Timestamp, Error Estimate
                        + "00".repeat(27) // MBZ
                        + "cafe" + "00000000" // Server octets, remaining Packet Padding to be reflected
                        + "00000000")); // Additional Packet Padding
        assertThat(reflect(reflector(ProbeMode.OPEN, features), length)).isEqualTo(length);
        assertThat(head(length))
                .isEqualTo(Octets.hex("00000000" + here + estimate + "0000" // as the sender's, MBZ
                        + here // Receive Timestamp
                        + "00000000" + sent + estimate + "0000" // of the sender, MBZ
                        + "fa" // Sender TTL
                        + "cafe" + "00000000" // Packet Padding from the Session-Sender
                        + "00000000")); // Additional Packet Padding
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "1")
    void ignoresWhatMustBeZeroInASymmetricalPacket(ProbeMode mode) {
        var features = new ProbeFeatures(true, 8, 0, false, false);
        var sender = sender(mode, features, 20, false);
        int length = send(sender);
        int fields = mode.format().senderLength();
        Arrays.fill(octets, fields, features.layout(mode).senderLength(), (byte) 0xff);
        receive(sender, reflect(reflector(mode, features), length));
        assertThat(summary(sender).packets().received()).isOne();
    }

    @Test
    @Rfc(value = 7750, section = "2.2.2")
    void laysOutSymmetricalPacketsWithDscpMonitoring() {
        var features = new ProbeFeatures(true, 0, 0, true, false);
        int length = send(sender(ProbeMode.OPEN, features, 3, false));
        assertThat(length).isEqualTo(45);
        assertThat(head(42).slice(14, 42)).isEqualTo(Octets.zeros(28));
        byte last = octets[44];
        byte third = octets[42];
        assertThat(last).isNotEqualTo(third);

        assertThat(reflect(reflector(ProbeMode.OPEN, features), length)).isEqualTo(45);
        assertThat(head(44).slice(40, 44)).isEqualTo(Octets.hex("fa" + "b9" + "0000")); // TTL, S-DSCP-ECN, MBZ
        assertThat(octets[44]).isEqualTo(third);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.2.1")
    void bringsBackExactlyTheOctetsToReflectAndDropsTheHighestOfTheRest(ProbeMode mode) {
        var features = new ProbeFeatures(false, 40, 0, false, false);
        int start = mode.format().senderLength();
        int length = send(sender(mode, features, features.leastPadding(mode) + 5, false));
        byte[] padding = Arrays.copyOfRange(octets, start, start + 45);

        assertThat(reflect(reflector(mode, features), length)).isEqualTo(length);
        int from = mode.format().reflectedLength();
        assertThat(length).isEqualTo(from + 45);
        assertThat(Arrays.copyOfRange(octets, from, from + 45)).isEqualTo(padding);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.1.2")
    void startsWithTheOctetsOfTheServer(ProbeMode mode) {
        for (int reflected : new int[] {2, 3, 16}) {
            var features = new ProbeFeatures(true, reflected, 0xcafe, false, false);
            send(sender(mode, features, reflected, false));
            int start = features.layout(mode).senderLength();
            assertThat(Arrays.copyOfRange(octets, start, start + 2)).containsExactly(0xca, 0xfe);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.1.2")
    void reflectsOtherOctetsWithEachPacket(ProbeMode mode) {
        var features = new ProbeFeatures(true, 16, 0, false, false);
        var sender = sender(mode, features, 16, false);
        int start = features.layout(mode).senderLength();
        send(sender);
        byte[] first = Arrays.copyOfRange(octets, start, start + 16);
        send(sender);
        assertThat(Arrays.copyOfRange(octets, start, start + 16)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void aReflectorAnswersNothingShorterThanAgreed(ProbeMode mode, ProbeFeatures features) {
        var reflector = reflector(mode, features);
        int length = send(sender(mode, features, features.reflectedPadding() + 100, false));
        byte[] whole = octets.clone();
        int least = features.layout(mode).senderLength() + features.reflectedPadding();
        // With Symmetrical Size the reply must be as long, so it must fit.
        if (features.symmetricalSize()) {
            least = Math.max(least, features.layout(mode).reflectedLength() + features.reflectedPadding());
        }
        for (int cut = 0; cut <= length; cut++) {
            System.arraycopy(whole, 0, octets, 0, octets.length);
            int reply = reflect(reflector, cut);
            if (cut < least) assertThat(reply).as("%d octets", cut).isEqualTo(ReflectorSession.NO_REPLY);
            else
                assertThat(reply)
                        .as("%d octets", cut)
                        .isEqualTo(
                                Math.max(cut, features.layout(mode).reflectedLength() + features.reflectedPadding()));
        }
        assertThat(reflector.counts().drops()).containsExactlyEntriesOf(Map.of(DropReason.TOO_SHORT, (long) least));
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.2.1")
    void aSenderTakesNoReplyThatLacksItsOctetsOrHasOthers(ProbeMode mode) {
        var features = new ProbeFeatures(false, 21, 0xcafe, false, false);
        var sender = sender(mode, features, features.leastPadding(mode) + 7, false);
        int length = reflect(reflector(mode, features), send(sender));
        byte[] whole = octets.clone();
        int from = mode.format().reflectedLength();
        receive(sender, from + 20);
        assertThat(summary(sender).drops()).containsExactlyEntriesOf(Map.of(DropReason.TOO_SHORT, 1L));
        for (int at = 0; at < 21 * 8; at++) {
            System.arraycopy(whole, 0, octets, 0, octets.length);
            octets[from + at / 8] ^= (byte) (1 << at % 8);
            receive(sender, length);
        }
        assertThat(summary(sender).drops()).containsEntry(DropReason.OTHER_PADDING, 21 * 8L);
        assertThat(summary(sender).packets().received()).isZero();

        System.arraycopy(whole, 0, octets, 0, octets.length);
        octets[length - 1] ^= 1; // additional padding is of no account
        receive(sender, length);
        assertThat(summary(sender).packets().received()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 8186, section = "2.3")
    void writesTimestampsOfPtpAndSaysSo(ProbeMode mode) {
        int length = send(sender(mode, PTP, 100, false));
        var cipher = Keys.cipher(mode);
        byte[] asSent = octets.clone();
        if (cipher != null) cipher.openSender(octets);
        var request = new SenderPacket(mode.format()).wrap(packet);
        assertThat(request.timestamp()).isEqualTo(PtpTimestamp.ofNtp(senderClock.ntp(), 37));
        assertThat(ErrorEstimate.of(request.errorEstimate()).ptpFormat()).isTrue();
        long sent = request.timestamp();
        int estimate = request.errorEstimate();

        System.arraycopy(asSent, 0, octets, 0, octets.length);
        long received = reflectorClock.ntp();
        time.advance(Duration.ofNanos(77));
        var session = reflector(mode, PTP);
        session.reflect(packet, length, 250, -1, received, time.now());
        if (cipher != null) cipher.openReflected(octets);
        var reply = new ReflectedPacket(mode.format()).wrap(packet);
        assertThat(reply.receiveTimestamp()).isEqualTo(PtpTimestamp.ofNtp(received, 37));
        assertThat(reply.timestamp()).isEqualTo(reply.receiveTimestamp() + 77);
        assertThat(ErrorEstimate.of(reply.errorEstimate()).ptpFormat()).isTrue();
        assertThat(reply.senderTimestamp()).isEqualTo(sent);
        assertThat(reply.senderErrorEstimate()).isEqualTo(estimate);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 8186, section = "2.2")
    void theTwoEndsMayWriteDifferentFormats(ProbeMode mode) {
        // This reflector writes NTP timestamps, as Z says.
        measuresBetween(mode, PTP, ProbeFeatures.NONE);
        // And this sender does, which reads no others: what it makes of the reply is another matter.
        var reflector = reflector(mode, PTP);
        int length = send(sender(mode, ProbeFeatures.NONE, 100, false));
        assertThat(reflect(reflector, length)).isEqualTo(length);
    }

    private void measuresBetween(ProbeMode mode, ProbeFeatures atSender, ProbeFeatures atReflector) {
        var sender = sender(mode, atSender, 100, false);
        int length = send(sender);
        time.advance(Duration.ofNanos(5));
        length = reflect(reflector(mode, atReflector), length);
        receive(sender, length);
        assertThat(summary(sender).drops()).isEmpty();
        assertThat(summary(sender).forward().maxNanos()).isEqualTo(5 + 864_197_532);
        assertThat(summary(sender).rtt().maxNanos()).isEqualTo(5);
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void withoutTheModeZMeansNothing() {
        var sender = sender(ProbeMode.OPEN, ProbeFeatures.NONE, 27, false);
        int length = send(sender);
        octets[12] |= 0x40;
        length = reflect(reflector(ProbeMode.OPEN, ProbeFeatures.NONE), length);
        octets[12] |= 0x40;
        time.advance(Duration.ofNanos(9));
        receive(sender, length);
        assertThat(summary(sender).drops()).isEmpty();
        assertThat(summary(sender).rtt().maxNanos()).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "AUTHENTICATED"})
    @Rfc(value = 8186, section = "2.3")
    void aFlippedZDoesNoMoreThanAnotherTimestampWould(ProbeMode mode) {
        // In these modes nothing protects it. The net round trip keeps its sense, the one-way delays are decades.
        var sender = sender(mode, PTP, 100, false);
        int length = reflect(reflector(mode, PTP), send(sender));
        octets[mode == ProbeMode.OPEN ? 12 : 24] ^= 0x40;
        receive(sender, length);
        var summary = summary(sender);
        assertThat(summary.packets().received()).isOne();
        assertThat(summary.rtt().maxNanos()).isZero();
        assertThat(Math.abs(summary.forward().maxNanos()))
                .isGreaterThan(Duration.ofDays(10_000).toNanos());
    }

    @Test
    @Rfc(value = 8186, section = "2.3")
    void theReflectorReadsTheSendersTimestampAsZSays() {
        long start = senderClock.ntp();
        for (var features : List.of(PTP, ProbeFeatures.NONE)) {
            // The reflector's clock is slow by an hour, so that only the sender's timestamp tells that Start Time has
            // come.
            var slow = new VirtualClock(time, Duration.ofHours(-1));
            var session = new ReflectorSession(
                    new ReflectorConfig(ProbeMode.OPEN, null, 10, start, TIMEOUT, TIMEOUT).with(features), slow);
            session.start(time.now());
            int length = send(sender(ProbeMode.OPEN, features, 27, false));
            assertThat(session.reflect(packet, length, 250, -1, slow.ntp(), time.now()))
                    .isEqualTo(length);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 7750, section = "2.2.1")
    void tellsEveryDscpAndEcnAsItArrived(ProbeMode mode) {
        var sender = sender(mode, DSCP, 100, false);
        var reflector = reflector(mode, DSCP);
        for (int tos = 0; tos < 256; tos++) {
            int length = send(sender);
            length = reflector.reflect(packet, length, 250, tos, reflectorClock.ntp(), time.now());
            sender.received(packet, length, 249, 255 - tos, senderClock.ntp(), StampSource.KERNEL);
        }
        var expected = IntStream.range(0, 256)
                .mapToObj(tos -> new Marking(tos / 4, tos % 4, 1))
                .toList();
        assertThat(summary(sender).forwardMarkings()).isEqualTo(expected);
        assertThat(summary(sender).reverseMarkings()).isEqualTo(expected);
    }

    @Test
    void tellsZeroWhereTheReflectorCannotReadDscp() {
        var sender = sender(ProbeMode.OPEN, DSCP, 30, false);
        int length = reflector(ProbeMode.OPEN, DSCP)
                .reflect(packet, send(sender), 250, -1, reflectorClock.ntp(), time.now());
        sender.received(packet, length, 249, -1, senderClock.ntp(), StampSource.KERNEL);
        assertThat(summary(sender).forwardMarkings()).containsExactly(new Marking(0, 0, 1));
        assertThat(summary(sender).reverseMarkings()).isEmpty();
    }

    @Test
    @Rfc(value = 6038, section = "4.2")
    void followsFromTheModesAgreedOn() {
        assertThat(ProbeFeatures.of(Modes.UNAUTHENTICATED, 5, 6)).isEqualTo(ProbeFeatures.NONE);
        assertThat(ProbeFeatures.of(Modes.REFLECT_OCTETS, 5, 6))
                .isEqualTo(new ProbeFeatures(false, 5, 6, false, false));
        assertThat(ProbeFeatures.of(ProbeFeatures.MODES, 5, 6)).isEqualTo(new ProbeFeatures(true, 5, 6, true, true));
        assertThat(ProbeFeatures.MODES).isEqualTo(new Modes(32 + 64 + 256 + 512));
        assertThatIllegalArgumentException().isThrownBy(() -> new ProbeFeatures(false, -1, 0, false, false));
    }

    @Test
    void refusesPaddingThatHasNoRoomForWhatIsReflected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SenderConfig(
                        ProbeMode.OPEN, null, 9, false, 1, 0, new ProbeFeatures(false, 10, 0, false, false)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SenderConfig(
                        ProbeMode.OPEN, null, 65_507 - 40, false, 1, 0, new ProbeFeatures(true, 0, 0, false, false)));
    }

    @Test
    @Rfc(value = 8186, section = "2.3")
    void timestampsOfPtpAreExactToTheNanosecond() {
        var format = new TimestampFormat(true, true, 37);
        var random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            long ntp = NtpTimestamp.ofUnix(random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000_000));
            assertThat(format.ownToNtp(format.write(ntp))).isEqualTo(ntp);
        }
    }
}
