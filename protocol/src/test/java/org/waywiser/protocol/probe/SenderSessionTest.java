package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.StampCounts;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

@Rfc(value = 5357, section = "4.1")
class SenderSessionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int PADDING = 100;

    private final VirtualTime time = new VirtualTime();
    private final VirtualClock clock = new VirtualClock(time);
    private final VirtualClock reflectorClock = new VirtualClock(time, Duration.ofHours(1));
    private final byte[] octets = new byte[2048];
    private final MemorySegment packet = MemorySegment.ofArray(octets);

    private SenderSession sender(ProbeMode mode) {
        return new SenderSession(
                new SenderConfig(mode, Keys.cipher(mode), PADDING, false, TIMEOUT.toNanos(), 100),
                clock,
                new SplittableRandom(1));
    }

    private ReflectorSession reflector(ProbeMode mode) {
        var session = new ReflectorSession(
                new ReflectorConfig(
                        mode, Keys.cipher(mode), 0, 0, TIMEOUT.toNanos(), ReflectorConfig.DEFAULT_REFWAIT_NANOS),
                reflectorClock);
        session.start(time.now());
        return session;
    }

    private int send(SenderSession sender) {
        sender.prepare(packet);
        sender.stamp(packet);
        sender.sent(time.now(), 0);
        return sender.packetLength();
    }

    private int reflect(ReflectorSession reflector, int length) {
        return reflector.reflect(packet, length, 250, -1, reflectorClock.ntp(), time.now());
    }

    private void receive(SenderSession sender, int length) {
        sender.received(packet, length, 249, -1, clock.ntp(), StampSource.KERNEL);
    }

    private static TwoWaySummary summary(SenderSession sender) {
        return sender.measured().summary();
    }

    @ParameterizedTest
    @EnumSource
    void numbersPacketsFromZeroAndStampsThem(ProbeMode mode) {
        var sender = sender(mode);
        for (int number = 0; number < 3; number++) {
            time.advance(Duration.ofMillis(10));
            assertThat(send(sender)).isEqualTo(mode.format().senderLength() + PADDING);
            var cipher = Keys.cipher(mode);
            if (cipher != null) assertThat(cipher.openSender(octets)).isTrue();
            var sent = new SenderPacket(mode.format()).wrap(packet);
            assertThat(sent.sequenceNumber()).isEqualTo(number);
            assertThat(sent.timestamp()).isEqualTo(clock.ntp());
            assertThat(sent.errorEstimate()).isEqualTo(clock.errorEstimate());
        }
    }

    @Test
    void countsFromTheTimeAtWhichThePacketReallyLeft() {
        var sender = sender(ProbeMode.ENCRYPTED);
        var reflector = reflector(ProbeMode.ENCRYPTED);
        for (int i = 0; i < 3; i++) {
            int length = send(sender);
            long t1 = clock.ntp();
            time.advance(Duration.ofNanos(3_000));
            if (i < 2) sender.left(i, clock.ntp(), StampSource.KERNEL);
            time.advance(Duration.ofNanos(10_000));
            length = reflect(reflector, length);
            time.advance(Duration.ofNanos(20_000));
            receive(sender, length);
            var record = summary(sender).records().get(i);
            assertThat(record.sentNtp()).isEqualTo(t1);
            assertThat(record.dueNtp()).isEqualTo(t1);
            assertThat(record.rttNanos()).isEqualTo(i < 2 ? 30_000 : 33_000);
            assertThat(record.sendSource()).isEqualTo(i < 2 ? StampSource.KERNEL : StampSource.USER);
        }
        var summary = summary(sender);
        assertThat(summary.rtt().minNanos()).isEqualTo(30_000);
        assertThat(summary.rtt().maxNanos()).isEqualTo(33_000);
        assertThat(summary.forward().minNanos())
                .isEqualTo(Duration.ofHours(1).plusNanos(10_000).toNanos());
        assertThat(summary.sendStamps()).isEqualTo(new StampCounts(0, 2, 1));
        assertThat(summary.sendStamps().mixed()).isTrue();
        assertThat(summary.sendStamps().source()).isNull();
    }

    @Test
    void doesNotBelieveThatAPacketLeftBeforeItWasStampedOrLongAfter() {
        var sender = sender(ProbeMode.OPEN);
        var reflector = reflector(ProbeMode.OPEN);
        sender.left(0, clock.ntp(), StampSource.KERNEL); // none was sent yet
        for (int i = 0; i < 2; i++) {
            int length = send(sender);
            long offset = i == 0 ? -1_000 : 1_000_000_000;
            sender.left(
                    i,
                    clock.ntp() + (i == 0 ? -NtpTimestamp.interval(-offset) : NtpTimestamp.interval(offset)),
                    StampSource.KERNEL);
            length = reflect(reflector, length);
            time.advance(Duration.ofNanos(20_000));
            receive(sender, length);
        }
        assertThat(summary(sender).rtt().maxNanos()).isEqualTo(20_000);
        assertThat(summary(sender).sendStamps()).isEqualTo(new StampCounts(0, 0, 2));
        assertThat(summary(sender).sendStamps().source()).isEqualTo(StampSource.USER);
    }

    @Test
    void remembersWhenPacketsLeftWhileItMakesRoomForMore() {
        var sender = sender(ProbeMode.OPEN);
        var reflector = reflector(ProbeMode.OPEN);
        int length = send(sender);
        byte[] first = Arrays.copyOf(octets, length);
        time.advance(Duration.ofNanos(5_000));
        sender.left(0, clock.ntp(), StampSource.KERNEL);
        for (int i = 0; i < 3000; i++) send(sender);
        System.arraycopy(first, 0, octets, 0, length);
        receive(sender, reflect(reflector, length));
        assertThat(summary(sender).rtt().maxNanos()).isZero();
        assertThat(summary(sender).records().getFirst().sendSource()).isEqualTo(StampSource.KERNEL);
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void padsWithPseudoRandomOctetsOrWithZeros() {
        send(sender(ProbeMode.OPEN));
        byte[] random = Arrays.copyOfRange(octets, 14, 14 + PADDING);
        long distinct =
                IntStream.range(0, PADDING).map(i -> random[i]).distinct().count();
        assertThat(distinct).isGreaterThan(50);

        var config = new SenderConfig(ProbeMode.OPEN, null, PADDING, true, TIMEOUT.toNanos(), 0);
        send(new SenderSession(config, clock, new SplittableRandom(1)));
        assertThat(Arrays.copyOfRange(octets, 14, 14 + PADDING)).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void takesTheTurnaroundOutOfTheRoundTrip(ProbeMode mode) {
        var sender = sender(mode);
        var reflector = reflector(mode);
        int length = send(sender);
        time.advance(Duration.ofMillis(3));
        long received = reflectorClock.ntp();
        time.advance(Duration.ofMillis(50));
        length = reflector.reflect(packet, length, 250, -1, received, time.now());
        time.advance(Duration.ofMillis(4));
        receive(sender, length);

        var summary = summary(sender);
        assertThat(summary.packets().received()).isOne();
        assertThat(summary.rtt().maxNanos()).isEqualTo(7_000_000);
        assertThat(summary.turnaround().maxNanos()).isEqualTo(50_000_000);
        assertThat(summary.forward().minNanos())
                .isEqualTo(Duration.ofHours(1).plusMillis(3).toNanos());
        assertThat(summary.reverse().minNanos())
                .isEqualTo(Duration.ofMillis(4).minusHours(1).toNanos());
        assertThat(summary.reverse().negative()).isOne();
        assertThat(summary.forwardHops().max()).isEqualTo(5);
        assertThat(summary.reverseHops().max()).isEqualTo(6);
        assertThat(summary.receiveSource()).isEqualTo(StampSource.KERNEL);
        assertThat(summary.records()).singleElement().satisfies(r -> {
            assertThat(r.rttNanos()).isEqualTo(7_000_000);
            assertThat(r.forwardTtl()).isEqualTo(250);
            assertThat(r.reverseTtl()).isEqualTo(249);
        });
    }

    @ParameterizedTest
    @EnumSource
    void completesAPreparedPacketRightlyWhenAReplyCameBetween(ProbeMode mode) {
        var sender = sender(mode);
        var reflector = reflector(mode);
        int length = reflect(reflector, send(sender));
        byte[] replyOctets = Arrays.copyOf(octets, length);
        sender.prepare(packet);
        sender.received(MemorySegment.ofArray(replyOctets), length, 249, -1, clock.ntp(), StampSource.KERNEL);
        sender.stamp(packet);
        sender.sent(time.now(), 0);
        receive(sender, reflect(reflector, sender.packetLength()));
        assertThat(summary(sender).packets().received()).isEqualTo(2);
        assertThat(summary(sender).drops()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void countsAReplySeenBeforeAsReplayedAndNothingElse(ProbeMode mode) {
        var sender = sender(mode);
        int length = reflect(reflector(mode), send(sender));
        byte[] copy = octets.clone();
        receive(sender, length);
        var before = summary(sender);
        System.arraycopy(copy, 0, octets, 0, copy.length);
        receive(sender, length);
        var after = summary(sender);
        assertThat(after.drops()).containsOnlyKeys(DropReason.REPLAYED);
        assertThat(after.packets()).isEqualTo(before.packets());
        assertThat(after.rtt()).isEqualTo(before.rtt());
    }

    @ParameterizedTest
    @EnumSource
    void countsASecondReplyOfTheReflectorAsDuplicate(ProbeMode mode) {
        var sender = sender(mode);
        var reflector = reflector(mode);
        int length = send(sender);
        byte[] copy = octets.clone();
        receive(sender, reflect(reflector, length));
        System.arraycopy(copy, 0, octets, 0, copy.length);
        receive(sender, reflect(reflector, length));
        assertThat(summary(sender).packets().received()).isOne();
        assertThat(summary(sender).packets().duplicates()).isOne();
        assertThat(summary(sender).rtt().count()).isOne();
        assertThat(summary(sender).drops()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void neverTakesItsOwnPacketForAReply(ProbeMode mode) {
        var sender = sender(mode);
        int length = send(sender);
        receive(sender, length);
        assertThat(summary(sender).packets().received()).isZero();
        assertThat(summary(sender).drops())
                .containsOnlyKeys(mode == ProbeMode.OPEN ? DropReason.NOT_SENT : DropReason.BAD_HMAC);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 5357, section = "2")
    void takesNoNoticeOfWhatMustBeZeroInAReply(ProbeMode mode) {
        var sender = sender(mode);
        int length = reflect(reflector(mode), send(sender));
        var cipher = Keys.cipher(mode);
        if (cipher == null) {
            fillWithOnes(14, 16, 38, 40);
        } else {
            assertThat(cipher.openReflected(octets)).isTrue();
            fillWithOnes(4, 16, 26, 32, 40, 48, 52, 64, 74, 80, 81, 96);
            cipher.sealReflected(octets);
        }
        receive(sender, length);

        assertThat(summary(sender).packets().received()).isOne();
        assertThat(summary(sender).drops()).isEmpty();
    }

    /** @param bounds of one range of octets after the other */
    private void fillWithOnes(int... bounds) {
        for (int i = 0; i < bounds.length; i += 2) Arrays.fill(octets, bounds[i], bounds[i + 1], (byte) 0xff);
    }

    @ParameterizedTest
    @EnumSource
    void ignoresWhatIsTooShort(ProbeMode mode) {
        var sender = sender(mode);
        reflect(reflector(mode), send(sender));
        int shortest = mode.format().reflectedLength();
        for (int length = 0; length < shortest; length++) receive(sender, length);
        assertThat(summary(sender).drops()).containsOnlyKeys(DropReason.TOO_SHORT);
        receive(sender, shortest);
        assertThat(summary(sender).packets().received()).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
    void ignoresEveryFlippedBitThatTheHmacCovers(ProbeMode mode) {
        var sender = sender(mode);
        int length = reflect(reflector(mode), send(sender));
        byte[] copy = octets.clone();
        int covered = mode == ProbeMode.AUTHENTICATED ? 16 : 96;
        for (int bit = 0; bit < 112 * 8; bit++) {
            int octet = bit / 8;
            if (octet >= covered && octet < 96) continue;
            System.arraycopy(copy, 0, octets, 0, copy.length);
            octets[octet] ^= (byte) (1 << bit % 8);
            receive(sender, length);
        }
        assertThat(summary(sender).drops()).containsOnlyKeys(DropReason.BAD_HMAC);
        assertThat(summary(sender).packets().received()).isZero();
    }

    @Test
    void ignoresRepliesToPacketsItNeverSent() {
        var sender = sender(ProbeMode.OPEN);
        int length = reflect(reflector(ProbeMode.OPEN), send(sender));
        var reply = new ReflectedPacket(ProbeMode.OPEN.format()).wrap(packet);
        reply.senderSequenceNumber(1);
        receive(sender, length);
        reply.senderSequenceNumber(0xffff_ffffL);
        receive(sender, length);
        assertThat(summary(sender).drops()).containsExactly(Map.entry(DropReason.NOT_SENT, 2L));
    }

    @Test
    void ignoresRepliesThatNameAnotherTimeOfSending() {
        var sender = sender(ProbeMode.OPEN);
        int length = reflect(reflector(ProbeMode.OPEN), send(sender));
        var reply = new ReflectedPacket(ProbeMode.OPEN.format()).wrap(packet);
        reply.senderTimestamp(reply.senderTimestamp() + 1);
        receive(sender, length);
        assertThat(summary(sender).drops()).containsOnlyKeys(DropReason.WRONG_TIMESTAMP);
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void discardsAReplyWhoseMultiplierIsZero() {
        var sender = sender(ProbeMode.OPEN);
        int length = reflect(reflector(ProbeMode.OPEN), send(sender));
        new ReflectedPacket(ProbeMode.OPEN.format()).wrap(packet).errorEstimate(0x8000);
        receive(sender, length);
        assertThat(summary(sender).drops()).containsOnlyKeys(DropReason.ZERO_MULTIPLIER);
    }

    @Test
    void givesUpAfterTimeoutAndCountsWhatComesLater() {
        var sender = sender(ProbeMode.OPEN);
        int length = reflect(reflector(ProbeMode.OPEN), send(sender));
        assertThat(sender.deadline()).hasValue(time.now() + TIMEOUT.toNanos());
        time.advance(TIMEOUT.minusNanos(1));
        sender.expire(time.now());
        assertThat(sender.awaited()).isOne();
        time.advance(Duration.ofNanos(2));
        sender.expire(time.now());
        assertThat(sender.awaited()).isZero();
        assertThat(sender.deadline()).isEmpty();
        receive(sender, length);

        var summary = summary(sender);
        assertThat(summary.packets().lost()).isOne();
        assertThat(summary.packets().received()).isZero();
        assertThat(summary.packets().lossRatio()).isEqualTo(1);
        assertThat(summary.drops()).containsOnlyKeys(DropReason.LATE);
        assertThat(summary.records())
                .singleElement()
                .satisfies(r -> assertThat(r.lost()).isTrue());
    }

    @Test
    void forgetsNoPacketYoungerThanTimeoutHoweverManyThereAre() {
        var sender = sender(ProbeMode.OPEN);
        var reflector = reflector(ProbeMode.OPEN);
        byte[][] replies = new byte[5000][];
        for (int i = 0; i < replies.length; i++) {
            time.advance(Duration.ofNanos(100_000));
            int length = reflect(reflector, send(sender));
            replies[i] = Arrays.copyOf(octets, length);
        }
        for (byte[] reply : replies) {
            sender.received(MemorySegment.ofArray(reply), reply.length, 255, -1, clock.ntp(), StampSource.KERNEL);
        }
        assertThat(summary(sender).packets().received()).isEqualTo(5000);
        assertThat(summary(sender).drops()).isEmpty();
        assertThat(sender.awaited()).isZero();
    }

    @Test
    void losesExactlyTheUnansweredOnesInALongRun() {
        var sender = sender(ProbeMode.OPEN);
        var reflector = reflector(ProbeMode.OPEN);
        for (int i = 0; i < 20_000; i++) {
            time.advance(Duration.ofMillis(1));
            int length = reflect(reflector, send(sender));
            if (i % 100 != 0) receive(sender, length);
            if (i % 3000 == 0) sender.expire(time.now());
        }
        time.advance(TIMEOUT);
        sender.expire(time.now());
        assertThat(summary(sender).packets().lost()).isEqualTo(200);
        assertThat(summary(sender).packets().received()).isEqualTo(19_800);
        assertThat(sender.awaited()).isZero();
        assertThat(summary(sender).records()).hasSize(100);
        assertThat(summary(sender).recordsOmitted()).isEqualTo(19_900);
    }
}
