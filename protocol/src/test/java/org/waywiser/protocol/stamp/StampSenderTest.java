package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.HmacSha256;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;
import org.waywiser.wire.stamp.Tlv;

@Rfc(value = 8762, section = "4.2")
class StampSenderTest {
    private static final StampFormat OPEN = StampFormat.UNAUTHENTICATED;
    private static final long NOON = 0xeda0_0000_0000_0000L;
    private static final int SSID = 5;

    private final VirtualTime time = new VirtualTime();
    private final long begin = time.now();
    private final ProbeClock clock = new ProbeClock() {
        @Override
        public long ntp() {
            return NOON + NtpTimestamp.interval(time.now() - begin);
        }

        @Override
        public int errorEstimate() {
            return 0x8102;
        }
    };
    private final byte[] slot = new byte[2048];
    private final MemorySegment packet = MemorySegment.ofArray(slot);
    private int withoutSsid;

    private StampSenderCodec codec(StampFormat format, int ssid, Tlv... tlvs) {
        @Nullable HmacSha256 out = format == OPEN ? null : Stamps.key(1);
        @Nullable HmacSha256 in = format == OPEN ? null : Stamps.key(2);
        return codec(new StampSenderConfig(format, out, in, ssid, false, 0, false, List.of(tlvs)));
    }

    private StampSenderCodec codec(StampSenderConfig config) {
        return new StampSenderCodec(config, clock, new SplittableRandom(1), () -> withoutSsid++);
    }

    private SenderSession session(StampSenderCodec codec) {
        return new SenderSession(codec, Duration.ofSeconds(2).toNanos(), 10, clock);
    }

    private StampReflector reflector(StampFormat format) {
        return new StampReflector(format == OPEN ? Stamps.plain(true) : Stamps.sealed(format, true), Stamps.CLOCK);
    }

    private byte[] send(SenderSession session) {
        session.prepare(packet);
        session.stamp(packet);
        session.sent(time.now(), 0);
        return Arrays.copyOf(slot, session.packetLength());
    }

    private void receive(SenderSession session, byte[] reply) {
        session.received(MemorySegment.ofArray(reply), reply.length, 250, 0, clock.ntp(), StampSource.KERNEL);
    }

    private static TwoWaySummary summary(SenderSession session) {
        return session.measured().summary();
    }

    private static StampPacket view(StampFormat format, byte[] octets) {
        return new StampPacket(format).wrap(MemorySegment.ofArray(octets));
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    void numbersPacketsFromZeroAndLeavesAllElseZero(StampFormat format) {
        var session = session(codec(format, SSID));
        for (int number = 0; number < 3; number++) {
            time.advance(Duration.ofMillis(10));
            byte[] sent = send(session);
            assertThat(sent).hasSize(format.length());
            assertThat(view(format, sent).sequenceNumber()).isEqualTo(number);
            assertThat(view(format, sent).timestamp()).isEqualTo(clock.ntp());
            assertThat(view(format, sent).errorEstimate()).isEqualTo(0x8102);
            assertThat(view(format, sent).ssid()).isEqualTo(SSID);
            int to = format == OPEN ? 44 : StampFormat.COVERED;
            assertThat(Arrays.copyOfRange(sent, format == OPEN ? 16 : 28, to)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    void measuresByTheRepliesOfAReflector(StampFormat format) {
        var codec = codec(format, SSID, Tlv.DirectMeasurement.WANTED);
        var session = session(codec);
        var reflector = reflector(format);
        for (int i = 0; i < 5; i++) receive(session, Stamps.reply(reflector, send(session)));
        assertThat(summary(session).packets().received()).isEqualTo(5);
        assertThat(codec.findings().counted()).isEqualTo(new Tlv.DirectMeasurement(5, 5, 5));
        assertThat(codec.findings().withoutSsid()).isZero();
        assertThat(withoutSsid).isZero();
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    @Rfc(value = 8972, section = "4.7")
    void takesTheTimeAtWhichTheReplyBeforeReallyLeft(StampFormat format) {
        var session = session(codec(format, SSID, Tlv.FollowUpTelemetry.WANTED));
        var reflector = reflector(format);
        for (int i = 0; i < 4; i++) {
            byte[] reply = Stamps.reply(reflector, send(session));
            long t3 = view(format, reply).timestamp();
            // Of the second nothing is known but T3; for the third, nonsense is told.
            long after = i == 2 ? 2_000_000_000 : 5_000;
            if (i != 1) reflector.left(i, t3 + NtpTimestamp.interval(after), StampSource.KERNEL);
            receive(session, reply);
            if (i == 1) receive(session, reply);
            assertThat(summary(session).packets().received()).isEqualTo(i);
            assertThat(summary(session).packets().duplicates()).isEqualTo(i > 0 ? 1 : 0);
        }
        session.conclude();
        var records = summary(session).records();
        assertThat(records).hasSize(4);
        var turnaround = records.stream()
                .map(r -> NtpTimestamp.nanosBetween(r.reflectorReceivedNtp(), r.reflectorSentNtp()))
                .toList();
        assertThat(turnaround.get(0)).isEqualTo(turnaround.get(1) + 5_000);
        assertThat(turnaround.subList(1, 4)).containsOnly(turnaround.get(1));
        assertThat(summary(session).ipdv().count()).isEqualTo(3);
    }

    @Test
    @Rfc(value = 8972, section = "4.7")
    void aReplyThatIsLostTakesWhatItTellsOfTheOneBeforeWithIt() {
        var session = session(codec(OPEN, SSID, Tlv.FollowUpTelemetry.WANTED));
        var reflector = reflector(OPEN);
        for (int i = 0; i < 3; i++) {
            byte[] reply = Stamps.reply(reflector, send(session));
            reflector.left(i, view(OPEN, reply).timestamp() + NtpTimestamp.interval(5_000), StampSource.KERNEL);
            if (i != 1) receive(session, reply);
        }
        session.conclude();
        var records = summary(session).records();
        assertThat(records).hasSize(2);
        assertThat(records.get(0).rttNanos()).isEqualTo(records.get(1).rttNanos());
    }

    @Test
    void tellsWhereAPacketWasLostByTheReflectorsCount() {
        var codec = codec(OPEN, SSID);
        var session = session(codec);
        var reflector = reflector(OPEN);
        receive(session, Stamps.reply(reflector, send(session)));
        assertThat(codec.findings().reflected()).isEqualTo(-1);
        send(session);
        Stamps.reply(reflector, send(session));
        receive(session, Stamps.reply(reflector, send(session)));
        // Of four packets three were reflected, and two replies came.
        assertThat(codec.findings().reflected()).isEqualTo(3);
        assertThat(codec.findings().replies()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    void neverTakesItsOwnPacketForAReply(StampFormat format) {
        var session = session(codec(format, SSID));
        receive(session, send(session));
        assertThat(summary(session).packets().received()).isZero();
        assertThat(summary(session).drops())
                .containsOnlyKeys(format == OPEN ? DropReason.WRONG_TIMESTAMP : DropReason.BAD_HMAC);
    }

    @Test
    void countsACopyOfAReplyOnce() {
        var session = session(codec(OPEN, SSID));
        byte[] reply = Stamps.reply(reflector(OPEN), send(session));
        receive(session, reply);
        receive(session, reply);
        assertThat(summary(session).packets().received()).isOne();
        assertThat(summary(session).packets().duplicates()).isOne();
    }

    @Test
    @Rfc(value = 8762, section = "4.4")
    void believesNoForger() {
        var session = session(codec(StampFormat.AUTHENTICATED, SSID));
        byte[] reply = Stamps.reply(reflector(StampFormat.AUTHENTICATED), send(session));
        for (int at = 0; at < StampFormat.COVERED + StampFormat.HMAC_LENGTH; at++) {
            byte[] forged = reply.clone();
            forged[at] ^= 1;
            receive(session, forged);
        }
        receive(session, Arrays.copyOf(reply, 111));
        assertThat(summary(session).packets().received()).isZero();
        assertThat(summary(session).drops()).isEqualTo(Map.of(DropReason.BAD_HMAC, 112L, DropReason.TOO_SHORT, 1L));
        receive(session, reply);
        assertThat(summary(session).packets().received()).isOne();
    }

    @Test
    @Rfc(value = 8972, section = "3")
    void takesRepliesOfItsOwnSessionAndOfReflectorsWithoutSsid() {
        var codec = codec(OPEN, SSID, Tlv.Location.wanted());
        var session = session(codec);
        byte[] reply = Stamps.reply(reflector(OPEN), send(session));
        view(OPEN, reply).ssid(SSID + 1);
        receive(session, reply);
        assertThat(summary(session).drops()).containsOnlyKeys(DropReason.OTHER_SSID);
        view(OPEN, reply).ssid(0);
        receive(session, reply);
        assertThat(summary(session).packets().received()).isOne();
        assertThat(codec.findings().withoutSsid()).isOne();
        assertThat(codec.findings().location()).isNull();
        assertThat(withoutSsid).isOne();
    }

    @Test
    @Rfc(value = 8762, section = "4.6")
    void takesRepliesOfTwampLightOfAnyLength() {
        var codec = codec(OPEN, SSID);
        var session = session(codec);
        byte[] shortest = Arrays.copyOf(Stamps.reply(reflector(OPEN), send(session)), 38);
        view(OPEN, Arrays.copyOf(shortest, 44));
        shortest[14] = 0;
        shortest[15] = 0;
        receive(session, shortest);
        byte[] longest = Arrays.copyOf(Stamps.reply(reflector(OPEN), send(session)), 1500);
        longest[14] = 0;
        longest[15] = 0;
        longest[40] = 0;
        receive(session, longest);
        receive(session, Arrays.copyOf(longest, 37));
        assertThat(summary(session).packets().received()).isEqualTo(2);
        assertThat(summary(session).forwardHops().max()).isZero();
        assertThat(summary(session).drops()).containsOnlyKeys(DropReason.TOO_SHORT);
    }

    @Test
    @Rfc(value = 8762, section = "4.6")
    void sendsPacketsOfTwampLight() {
        var config = new StampSenderConfig(OPEN, null, null, 0, true, 27, false, List.of());
        var session = session(codec(config));
        byte[] sent = send(session);
        assertThat(sent).hasSize(41);
        assertThat(Arrays.copyOfRange(sent, 14, 41)).contains(sent[20], sent[30]);
        receive(session, Stamps.reply(reflector(OPEN), sent));
        assertThat(summary(session).packets().received()).isOne();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StampSenderConfig(OPEN, null, null, 1, true, 0, false, List.of()));
    }

    @Test
    void losesWhatIsNotAnsweredInTime() {
        var session = session(codec(OPEN, SSID));
        byte[] reply = Stamps.reply(reflector(OPEN), send(session));
        time.advance(Duration.ofSeconds(3));
        session.expire(time.now());
        receive(session, reply);
        assertThat(summary(session).packets().lost()).isOne();
        assertThat(summary(session).drops()).containsOnlyKeys(DropReason.LATE);
    }

    @Test
    void keepsSessionsOfAReflectorWithinBounds() {
        var sessions = new StampSessions<String>(2, 100);
        var one = reflector(OPEN);
        sessions.add("one", one, 0);
        sessions.add("two", reflector(OPEN), 10);
        assertThat(sessions.full(50)).isTrue();
        assertThat(sessions.find("one", 60)).isSameAs(one);
        assertThat(sessions.full(120)).isFalse();
        assertThat(sessions.find("two", 120)).isNull();
        assertThat(sessions.size()).isOne();
    }
}
