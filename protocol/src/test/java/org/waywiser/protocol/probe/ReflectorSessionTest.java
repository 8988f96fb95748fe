package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

@Rfc(value = 5357, section = "4.2")
class ReflectorSessionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REFWAIT = Duration.ofMinutes(15);

    private final VirtualTime time = new VirtualTime();
    private final VirtualClock senderClock = new VirtualClock(time, Duration.ofMillis(-3));
    private final VirtualClock reflectorClock = new VirtualClock(time);
    private final byte[] octets = new byte[2048];
    private final MemorySegment packet = MemorySegment.ofArray(octets);

    private ReflectorSession session(ProbeMode mode, long startTimeNtp) {
        return new ReflectorSession(
                new ReflectorConfig(mode, Keys.cipher(mode), 46, startTimeNtp, TIMEOUT.toNanos(), REFWAIT.toNanos()),
                reflectorClock);
    }

    private ReflectorSession started(ProbeMode mode) {
        var session = session(mode, 0);
        session.start(time.now());
        return session;
    }

    /** Puts packet number 0 of a sender into {@link #octets}. */
    private int request(ProbeMode mode, int padding) {
        var sender = new SenderSession(
                new SenderConfig(mode, Keys.cipher(mode), padding, false, TIMEOUT.toNanos(), 0),
                senderClock,
                new SplittableRandom(1));
        sender.prepare(packet);
        sender.stamp(packet);
        sender.sent(time.now(), 0);
        return sender.packetLength();
    }

    private int reflect(ReflectorSession session, int length) {
        return session.reflect(packet, length, 251, -1, reflectorClock.ntp(), time.now());
    }

    private ReflectedPacket reply(ProbeMode mode) {
        var cipher = Keys.cipher(mode);
        if (cipher != null) assertThat(cipher.openReflected(octets)).isTrue();
        return new ReflectedPacket(mode.format()).wrap(packet);
    }

    @ParameterizedTest
    @EnumSource
    void answersWithWhatItReceivedAndItsOwnTimes(ProbeMode mode) {
        var session = started(mode);
        long sent = senderClock.ntp();
        int length = request(mode, 100);
        time.advance(Duration.ofMillis(1));
        long received = reflectorClock.ntp();
        time.advance(Duration.ofMillis(1));

        assertThat(session.reflect(packet, length, 251, -1, received, time.now()))
                .isEqualTo(length);

        var reply = reply(mode);
        assertThat(reply.sequenceNumber()).isZero();
        assertThat(reply.timestamp()).isEqualTo(reflectorClock.ntp());
        assertThat(reply.errorEstimate()).isEqualTo(reflectorClock.errorEstimate());
        assertThat(reply.receiveTimestamp()).isEqualTo(received);
        assertThat(reply.senderSequenceNumber()).isZero();
        assertThat(reply.senderTimestamp()).isEqualTo(sent);
        assertThat(reply.senderErrorEstimate()).isEqualTo(senderClock.errorEstimate());
        assertThat(reply.senderTtl()).isEqualTo(251);
    }

    @Test
    void tellsTtl255WhenItCannotReadIt() {
        var session = started(ProbeMode.OPEN);
        int length = request(ProbeMode.OPEN, 27);
        session.reflect(packet, length, -1, -1, reflectorClock.ntp(), time.now());
        assertThat(reply(ProbeMode.OPEN).senderTtl()).isEqualTo(255);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 5357, section = "4.2.1")
    void makesTheReplyAsLongAsTheRequestWherePaddingAllows(ProbeMode mode) {
        var session = started(mode);
        int least = mode.format().symmetricPadding();
        int shortest = mode.format().reflectedLength();
        assertThat(reflect(session, request(mode, 0))).isEqualTo(shortest);
        assertThat(reflect(session, request(mode, least - 1))).isEqualTo(shortest);
        assertThat(reflect(session, request(mode, least))).isEqualTo(shortest);
        assertThat(reflect(session, request(mode, least + 1))).isEqualTo(shortest + 1);
        assertThat(reflect(session, request(mode, 1000)))
                .isEqualTo(mode.format().senderLength() + 1000);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 5357, section = "4.2.1")
    void reusesThePaddingAndDropsItsEnd(ProbeMode mode) {
        var session = started(mode);
        int length = request(mode, 500);
        byte[] padding = Arrays.copyOfRange(octets, mode.format().senderLength(), length);
        int replyLength = reflect(session, length);
        byte[] returned = Arrays.copyOfRange(octets, mode.format().reflectedLength(), replyLength);
        assertThat(returned).isEqualTo(Arrays.copyOf(padding, returned.length));
    }

    @ParameterizedTest
    @EnumSource
    void zerosWhatMustBeZero(ProbeMode mode) {
        var session = started(mode);
        int length = request(mode, 200);
        reflect(session, length);
        reply(mode);
        if (mode == ProbeMode.OPEN) {
            assertThat(Arrays.copyOfRange(octets, 14, 16)).containsOnly(0);
            assertThat(Arrays.copyOfRange(octets, 38, 40)).containsOnly(0);
        } else {
            assertThat(Arrays.copyOfRange(octets, 4, 16)).containsOnly(0);
            assertThat(Arrays.copyOfRange(octets, 26, 32)).containsOnly(0);
            assertThat(Arrays.copyOfRange(octets, 40, 48)).containsOnly(0);
            assertThat(Arrays.copyOfRange(octets, 52, 64)).containsOnly(0);
            assertThat(Arrays.copyOfRange(octets, 74, 80)).containsOnly(0);
            assertThat(Arrays.copyOfRange(octets, 81, 96)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
    @Rfc(value = 5357, section = "2")
    void takesNoNoticeOfWhatMustBeZeroInARequest(ProbeMode mode) {
        var session = started(mode);
        int length = request(mode, 200);
        var cipher = Objects.requireNonNull(Keys.cipher(mode));
        assertThat(cipher.openSender(octets)).isTrue();
        Arrays.fill(octets, 4, 16, (byte) 0xff);
        Arrays.fill(octets, 26, 32, (byte) 0xff);
        cipher.sealSender(octets);

        assertThat(reflect(session, length)).isEqualTo(length);
        assertThat(reply(mode).senderErrorEstimate()).isEqualTo(senderClock.errorEstimate());
        assertThat(Arrays.copyOfRange(octets, 4, 16)).containsOnly(0);
        assertThat(Arrays.copyOfRange(octets, 52, 64)).containsOnly(0);
        assertThat(Arrays.copyOfRange(octets, 74, 80)).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void answersADuplicateAgainUnderANumberOfItsOwn(ProbeMode mode) {
        var session = started(mode);
        int length = request(mode, 100);
        byte[] copy = octets.clone();
        for (int number = 0; number < 3; number++) {
            System.arraycopy(copy, 0, octets, 0, copy.length);
            assertThat(reflect(session, length)).isEqualTo(length);
            var reply = reply(mode);
            assertThat(reply.sequenceNumber()).isEqualTo(number);
            assertThat(reply.senderSequenceNumber()).isZero();
        }
        assertThat(session.counts().reflected()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void ignoresWhatIsTooShort(ProbeMode mode) {
        var session = started(mode);
        request(mode, 0);
        int shortest = mode.format().senderLength();
        for (int length = 0; length < shortest; length++) {
            assertThat(reflect(session, length)).isEqualTo(ReflectorSession.NO_REPLY);
        }
        assertThat(session.counts().drops()).containsOnlyKeys(DropReason.TOO_SHORT);
        assertThat(session.counts().drops().get(DropReason.TOO_SHORT)).isEqualTo(shortest);
        assertThat(reflect(session, shortest)).isEqualTo(mode.format().reflectedLength());
    }

    @ParameterizedTest
    @EnumSource(names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
    void ignoresEveryFlippedBitThatTheHmacCovers(ProbeMode mode) {
        var session = started(mode);
        int length = request(mode, 100);
        byte[] copy = octets.clone();
        int covered = mode == ProbeMode.AUTHENTICATED ? 16 : 32;
        for (int bit = 0; bit < 48 * 8; bit++) {
            int octet = bit / 8;
            if (octet >= covered && octet < 32) continue;
            System.arraycopy(copy, 0, octets, 0, copy.length);
            octets[octet] ^= (byte) (1 << bit % 8);
            assertThat(reflect(session, length)).as("bit %d", bit).isEqualTo(ReflectorSession.NO_REPLY);
        }
        assertThat(session.counts().drops()).containsOnlyKeys(DropReason.BAD_HMAC);
        assertThat(session.counts().reflected()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
    void neverTakesItsOwnReplyForARequest(ProbeMode mode) {
        var session = started(mode);
        int length = reflect(session, request(mode, 100));
        assertThat(reflect(session, length)).isEqualTo(ReflectorSession.NO_REPLY);
        assertThat(session.counts().drops()).containsOnlyKeys(DropReason.BAD_HMAC);
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void discardsAPacketWhoseMultiplierIsZero() {
        var session = started(ProbeMode.OPEN);
        int length = request(ProbeMode.OPEN, 100);
        new SenderPacket(ProbeMode.OPEN.format()).wrap(packet).errorEstimate(0x8000);
        assertThat(reflect(session, length)).isEqualTo(ReflectorSession.NO_REPLY);
        assertThat(session.counts().drops()).containsOnlyKeys(DropReason.ZERO_MULTIPLIER);
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void putsItsErrorEstimateIntoTheReply() {
        reflectorClock.errorEstimate(ErrorEstimate.ofNanos(false, 16_000_000_000L));
        reflect(started(ProbeMode.OPEN), request(ProbeMode.OPEN, 27));
        var estimate = ErrorEstimate.of(reply(ProbeMode.OPEN).errorEstimate());
        assertThat(estimate.clockSynchronized()).isFalse();
        assertThat(estimate.nanos()).isGreaterThanOrEqualTo(16_000_000_000L);
    }

    @Test
    void ignoresPacketsBeforeStartSessions() {
        var session = session(ProbeMode.OPEN, 0);
        assertThat(reflect(session, request(ProbeMode.OPEN, 27))).isEqualTo(ReflectorSession.NO_REPLY);
        assertThat(session.counts().drops()).containsOnlyKeys(DropReason.NOT_STARTED);
        assertThat(session.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void ignoresPacketsBeforeTheStartTime() {
        var session = session(ProbeMode.OPEN, NtpTimestamp.of(VirtualClock.BEGIN.plusSeconds(1)));
        session.start(time.now());
        time.advance(Duration.ofSeconds(1).minusNanos(100));
        assertThat(reflect(session, request(ProbeMode.OPEN, 27))).isEqualTo(ReflectorSession.NO_REPLY);
        assertThat(session.counts().drops()).containsOnlyKeys(DropReason.BEFORE_START_TIME);

        time.advance(Duration.ofNanos(100));
        assertThat(reflect(session, request(ProbeMode.OPEN, 27))).isEqualTo(41);
    }

    /** draft-ietf-ippm-ipsec-01 §4.3.2: what another session left on the wire verifies all the same. */
    @ParameterizedTest
    @EnumSource(ProbeMode.class)
    void underSharedKeysItIgnoresWhatIsOlderThanTheSession(ProbeMode mode) {
        int length = request(mode, 100);
        byte[] old = octets.clone();
        long startTime = senderClock.ntp() + NtpTimestamp.interval(TIMEOUT.toNanos());
        time.advance(TIMEOUT.plusSeconds(60));
        var config = new ReflectorConfig(mode, Keys.cipher(mode), 46, startTime, TIMEOUT.toNanos(), REFWAIT.toNanos());
        var inTime = new ReflectorSession(config.withSharedKeys(), reflectorClock);
        inTime.start(time.now());
        assertThat(reflect(inTime, length)).isPositive();

        var config2 = new ReflectorConfig(
                mode, Keys.cipher(mode), 46, startTime + (1L << 10), TIMEOUT.toNanos(), REFWAIT.toNanos());
        var tooLate = new ReflectorSession(config2.withSharedKeys(), reflectorClock);
        tooLate.start(time.now());
        System.arraycopy(old, 0, octets, 0, old.length);
        assertThat(reflect(tooLate, length)).isEqualTo(ReflectorSession.NO_REPLY);
        assertThat(tooLate.counts().drops()).containsOnlyKeys(DropReason.STALE);

        var withItsOwnKeys = new ReflectorSession(config2, reflectorClock);
        withItsOwnKeys.start(time.now());
        System.arraycopy(old, 0, octets, 0, old.length);
        assertThat(reflect(withItsOwnKeys, length)).isPositive();
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void takesTheSendersClockAtItsWordWhenTheClocksAreApart() {
        var aheadByAnHour = new VirtualClock(time, Duration.ofHours(1));
        var session = session(ProbeMode.OPEN, aheadByAnHour.ntp());
        session.start(time.now());
        int length = request(ProbeMode.OPEN, 27);
        new SenderPacket(ProbeMode.OPEN.format()).wrap(packet).timestamp(aheadByAnHour.ntp());

        assertThat(reflect(session, length)).isEqualTo(41);
    }

    @Test
    @Rfc(value = 5357, section = "3.8")
    void goesOnForTimeoutAfterStopSessionsAndThenNeverAgain() {
        var session = started(ProbeMode.OPEN);
        session.stop(time.now());
        time.advance(TIMEOUT.minusNanos(1));
        assertThat(session.expire(time.now())).isFalse();
        assertThat(reflect(session, request(ProbeMode.OPEN, 27))).isEqualTo(41);

        time.advance(Duration.ofNanos(1));
        assertThat(reflect(session, request(ProbeMode.OPEN, 27))).isEqualTo(ReflectorSession.NO_REPLY);
        assertThat(session.expire(time.now())).isTrue();
        assertThat(session.deadline()).isEmpty();
        assertThat(session.counts().drops()).containsOnlyKeys(DropReason.AFTER_TIMEOUT);
    }

    @Test
    void endsByItselfWhenNoPacketCameForRefwait() {
        var session = started(ProbeMode.OPEN);
        time.advance(REFWAIT.minusNanos(1));
        reflect(session, request(ProbeMode.OPEN, 27));
        assertThat(session.deadline()).hasValue(time.now() + REFWAIT.toNanos());

        time.advance(REFWAIT.minusNanos(1));
        assertThat(session.expire(time.now())).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(session.expire(time.now())).isTrue();
    }

    @Test
    void waitsAQuarterOfAnHourByDefault() {
        assertThat(Duration.ofNanos(ReflectorConfig.DEFAULT_REFWAIT_NANOS)).isEqualTo(REFWAIT);
    }

    @Test
    void isNotKeptAliveByPacketsThatAreNone() {
        var session = started(ProbeMode.AUTHENTICATED);
        int length = request(ProbeMode.AUTHENTICATED, 64);
        octets[0] ^= 1;
        time.advance(REFWAIT.minusNanos(1));
        reflect(session, length);
        time.advance(Duration.ofNanos(1));
        assertThat(session.expire(time.now())).isTrue();
    }

    @Test
    void endsAtOnceWhenStoppedBeforeItStarted() {
        var session = session(ProbeMode.OPEN, 0);
        session.stop(time.now());
        assertThat(session.expire(time.now())).isTrue();
    }

    @Test
    void survivesATimeoutOfAgesWithoutOverflow() {
        var session = new ReflectorSession(
                new ReflectorConfig(ProbeMode.OPEN, null, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE), reflectorClock);
        session.start(time.now());
        session.stop(time.now());
        time.advance(Duration.ofDays(365));
        assertThat(reflect(session, request(ProbeMode.OPEN, 27))).isEqualTo(41);
    }

    @Test
    void refusesAKeyedSessionWithoutACipher() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReflectorConfig(ProbeMode.ENCRYPTED, null, 0, 0, 0, 1));
    }
}
