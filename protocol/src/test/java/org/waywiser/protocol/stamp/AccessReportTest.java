package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.HmacSha256;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.Tlv;

@Rfc(value = 8972, section = "4.6")
class AccessReportTest {
    private static final Tlv.AccessReport LOST = new Tlv.AccessReport(2, 2);
    private static final long TIMER = Duration.ofSeconds(3).toNanos();

    private final VirtualTime time = new VirtualTime();
    private final byte[] slot = new byte[2048];

    private static StampSenderCodec codec(StampFormat format, int repetitions, Tlv... tlvs) {
        boolean open = format == StampFormat.UNAUTHENTICATED;
        @Nullable HmacSha256 out = open ? null : Stamps.key(1);
        @Nullable HmacSha256 in = open ? null : Stamps.key(2);
        var access = new AccessReporting(LOST, TIMER, repetitions);
        var config = new StampSenderConfig(format, out, in, Stamps.SSID, false, 0, false, List.of(tlvs), access);
        return new StampSenderCodec(config, Stamps.CLOCK, new SplittableRandom(1), () -> {});
    }

    private SenderSession session(StampSenderCodec codec) {
        return new SenderSession(codec, Duration.ofSeconds(20).toNanos(), 0, Stamps.CLOCK);
    }

    private byte[] send(SenderSession session) {
        var packet = MemorySegment.ofArray(slot);
        session.prepare(packet);
        session.stamp(packet);
        session.sent(time.now(), 0);
        return Arrays.copyOf(slot, session.packetLength());
    }

    private static void receive(SenderSession session, byte[] reply) {
        session.received(MemorySegment.ofArray(reply), reply.length, 64, 0, Stamps.CLOCK.ntp(), StampSource.KERNEL);
    }

    private static boolean reports(StampFormat format, byte[] packet) {
        return Stamps.tlvs(format, packet).contains("8006000420020000");
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    void isSentOnceIfItComesBackAndAllPacketsAreOfOneLength(StampFormat format) {
        var codec = codec(format, 4);
        var session = session(codec);
        byte[] first = send(session);
        assertThat(reports(format, first)).isTrue();
        assertThat(session.repeatAt()).hasValue(time.now() + TIMER);
        var reflector = new StampReflector(
                format == StampFormat.UNAUTHENTICATED ? Stamps.plain(true) : Stamps.sealed(format, true), Stamps.CLOCK);
        receive(session, Stamps.reply(reflector, first));
        assertThat(session.repeatAt()).isEmpty();
        assertThat(codec.findings().access()).isEqualTo(LOST);
        byte[] second = send(session);
        assertThat(reports(format, second)).isFalse();
        assertThat(second).hasSameSizeAs(first);
        receive(session, Stamps.reply(reflector, second));
        assertThat(session.measured().summary().packets().received()).isEqualTo(2);
        assertThat(codec.findings().verdicts()).containsOnlyKeys(SenderTlvs.Verdict.SOUND);
        assertThat(codec.findings().accessReports()).isOne();
    }

    @Test
    void isRepeatedEveryThreeSecondsAndAtMostFourTimes() {
        var codec = codec(StampFormat.UNAUTHENTICATED, 4, Tlv.DirectMeasurement.WANTED);
        var session = session(codec);
        for (int sending = 0; sending < 5; sending++) {
            assertThat(reports(StampFormat.UNAUTHENTICATED, send(session))).isTrue();
            if (sending == 4) break;
            assertThat(session.repeatAt()).isEqualTo(OptionalLong.of(time.now() + TIMER));
            // What goes by the schedule meanwhile does not have it.
            assertThat(reports(StampFormat.UNAUTHENTICATED, send(session))).isFalse();
            time.advance(Duration.ofNanos(TIMER));
            session.repeat();
        }
        assertThat(session.repeatAt()).isEmpty();
        assertThat(reports(StampFormat.UNAUTHENTICATED, send(session))).isFalse();
        assertThat(codec.findings().accessReports()).isEqualTo(5);
        assertThat(codec.findings().access()).isNull();
    }

    @Test
    void comesBackFromAReflectorThatDoesNotKnowItToo() {
        var codec = codec(StampFormat.UNAUTHENTICATED, 4);
        var session = session(codec);
        byte[] reply = Stamps.reply(new StampReflector(Stamps.plain(true), Stamps.CLOCK), send(session));
        reply[44] = (byte) 0x80;
        receive(session, reply);
        assertThat(session.repeatAt()).isEmpty();
        assertThat(codec.findings().access()).isNull();
    }

    @Test
    void isNotBelievedFromAForger() {
        var codec = codec(StampFormat.AUTHENTICATED, 4);
        var session = session(codec);
        byte[] reply = Stamps.reply(
                new StampReflector(Stamps.sealed(StampFormat.AUTHENTICATED, true), Stamps.CLOCK), send(session));
        reply[reply.length - 1] ^= 1;
        receive(session, reply);
        assertThat(session.measured().summary().packets().received()).isOne();
        assertThat(session.repeatAt()).isPresent();
    }
}
