package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.PtpTimestamp;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

/** Both ends of a session with timestamps as RFC 8186 has them. */
@Rfc(value = 8186, section = "2")
class PtpFormatTest extends FeaturedSessions {
    private static final ProbeFeatures PTP = new ProbeFeatures(false, 0, 0, false, true);

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
