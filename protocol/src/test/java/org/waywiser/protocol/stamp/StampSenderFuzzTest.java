package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;
import org.waywiser.wire.stamp.Tlv;
import org.waywiser.wire.stamp.TlvCursor;
import org.waywiser.wire.stamp.TlvType;

/** Any datagram that a Session-Sender gets: a reply or a count, and of TLVs what is well-formed and authentic; never an exception. */
class StampSenderFuzzTest {
    private static final List<Tlv> WANTED = List.of(
            Tlv.Location.wanted(),
            Tlv.TimestampInformation.WANTED,
            Tlv.ClassOfService.wanted(10),
            Tlv.DirectMeasurement.WANTED,
            Tlv.FollowUpTelemetry.WANTED);

    @FuzzTest
    void takesOrCounts(byte[] datagram) {
        for (var format : StampFormat.values()) {
            for (boolean keyed : new boolean[] {true, false}) {
                if (!keyed && format == StampFormat.AUTHENTICATED) continue;
                check(format, keyed, datagram, false);
                check(format, keyed, datagram, true);
            }
        }
    }

    /** @param plausible whether to make it a reply to the packet that was sent, under the right key, whatever else is in it */
    private static void check(StampFormat format, boolean keyed, byte[] datagram, boolean plausible) {
        @Nullable HmacSha256 out = keyed ? Stamps.key(1) : null;
        @Nullable HmacSha256 in = keyed ? Stamps.key(2) : null;
        var config = new StampSenderConfig(format, out, in, Stamps.SSID, false, 0, false, WANTED);
        var codec = new StampSenderCodec(config, Stamps.CLOCK, new SplittableRandom(1), () -> {});
        var packet = MemorySegment.ofArray(new byte[codec.packetLength()]);
        codec.prepare(packet, 0);
        codec.stamp(packet);
        var slot = MemorySegment.ofArray(Arrays.copyOf(datagram, Math.max(2048, datagram.length)));
        boolean reply = plausible && datagram.length >= format.length();
        if (reply) answer(format, slot, datagram.length);
        var unreadable = codec.open(slot, datagram.length);
        if (unreadable == null) codec.accepted(slot, datagram.length, -1);
        var findings = codec.findings();
        assertThat(findings.replies()).isEqualTo(unreadable == null ? 1 : 0);
        if (reply) assertThat(unreadable).isNull();
        assertThat(findings.verdicts().size()).isLessThanOrEqualTo(1);
        if (findings.verdicts().containsKey(SenderTlvs.Verdict.NOT_AUTHENTIC)) {
            assertThat(findings.location()).isNull();
            assertThat(findings.counted()).isNull();
        }
    }

    private static void answer(StampFormat format, MemorySegment packet, int length) {
        var view = new StampPacket(format).wrap(packet);
        view.ssid(Stamps.SSID)
                .errorEstimate(view.errorEstimate() | 1)
                .senderSequenceNumber(0)
                .senderTimestamp(Stamps.CLOCK.ntp());
        var hmac = Stamps.key(2);
        var tlvs = new TlvCursor().wrap(packet, format.length(), length);
        while (tlvs.next()) {
            if (tlvs.type() == TlvType.HMAC && tlvs.length() == StampFormat.HMAC_LENGTH)
                TlvIntegrity.seal(packet, format.length(), tlvs.at(), hmac);
        }
        if (format == StampFormat.UNAUTHENTICATED) return;
        hmac.update(packet, 0, StampFormat.COVERED);
        hmac.finish(packet, StampFormat.COVERED);
    }
}
