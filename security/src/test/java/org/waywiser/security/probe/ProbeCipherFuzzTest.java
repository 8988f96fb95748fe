package org.waywiser.security.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.waywiser.security.Secret;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.probe.PacketFormat;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

/** Test packets as they come off the network: any octets, of which only the length has been checked. */
class ProbeCipherFuzzTest {
    private static final ProbeKeys KEYS = new ProbeKeys(Secret.of(new byte[16]), Secret.of(new byte[32]));
    private static final List<ProbeCipher> CIPHERS =
            List.of(ProbeCipher.authenticated(KEYS), ProbeCipher.encrypted(KEYS));

    @FuzzTest
    void opensOrRefusesAnyPacket(byte[] octets) {
        for (var format : PacketFormat.values()) {
            if (octets.length >= format.senderLength()) {
                read(new SenderPacket(format).wrap(MemorySegment.ofArray(octets)));
            }
            if (octets.length >= format.reflectedLength()) {
                read(new ReflectedPacket(format).wrap(MemorySegment.ofArray(octets)));
            }
        }
        for (var cipher : CIPHERS) {
            if (octets.length >= PacketFormat.SECURE.senderLength()) {
                assertThat(cipher.openSender(octets.clone())).isFalse();
                byte[] sealed = octets.clone();
                cipher.sealSender(sealed);
                assertThat(cipher.openSender(sealed)).isTrue();
            }
            if (octets.length >= PacketFormat.SECURE.reflectedLength()) {
                assertThat(cipher.openReflected(octets.clone())).isFalse();
                byte[] sealed = octets.clone();
                cipher.sealReflected(sealed);
                assertThat(cipher.openReflected(sealed)).isTrue();
            }
        }
    }

    private static void read(SenderPacket packet) {
        assertThat(packet.sequenceNumber()).isBetween(0L, 0xffff_ffffL);
        time(packet.timestamp());
        error(packet.errorEstimate());
    }

    private static void read(ReflectedPacket packet) {
        assertThat(packet.sequenceNumber()).isBetween(0L, 0xffff_ffffL);
        assertThat(packet.senderSequenceNumber()).isBetween(0L, 0xffff_ffffL);
        assertThat(packet.senderTtl()).isBetween(0, 255);
        time(packet.timestamp());
        time(packet.receiveTimestamp());
        time(packet.senderTimestamp());
        error(packet.errorEstimate());
        error(packet.senderErrorEstimate());
    }

    private static void time(long ntp) {
        assertThat(NtpTimestamp.toInstant(ntp)).isNotNull();
        assertThat(NtpTimestamp.intervalNanos(ntp)).isNotNegative();
    }

    private static void error(int bits) {
        assertThat(ErrorEstimate.of(bits).bits()).isEqualTo(bits);
        assertThat(ErrorEstimate.of(bits).nanos()).isNotNegative();
    }
}
