package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.waywiser.protocol.metrics.StampSource;

/** Any datagram at either end, in all modes and with all features: an answer or a count, never an exception. */
class ProbeFuzzTest {
    private static final long SECOND = 1_000_000_000L;

    private static final ProbeClock CLOCK = new ProbeClock() {
        @Override
        public long ntp() {
            return 0xeda0_0000_8000_0000L;
        }

        @Override
        public int errorEstimate() {
            return 0x0001;
        }
    };

    private static final List<ProbeFeatures> FEATURES = List.of(
            ProbeFeatures.NONE,
            new ProbeFeatures(true, 0, 0, false, false),
            new ProbeFeatures(false, 11, 0xcafe, false, true),
            new ProbeFeatures(true, 1, 0, true, true));

    @FuzzTest
    void reflectorAnswersOrCounts(byte[] datagram) {
        for (ProbeMode mode : ProbeMode.values())
            for (var features : FEATURES) reflectorAnswersOrCounts(datagram, mode, features);
    }

    private static void reflectorAnswersOrCounts(byte[] datagram, ProbeMode mode, ProbeFeatures features) {
        var config = new ReflectorConfig(mode, Keys.cipher(mode), 0, 0, SECOND, SECOND).with(features);
        var reflector = new ReflectorSession(config, CLOCK);
        reflector.start(0);
        var slot = MemorySegment.ofArray(Arrays.copyOf(datagram, Math.max(2048, datagram.length)));
        int length = reflector.reflect(slot, datagram.length, 64, -1, CLOCK.ntp(), 1);
        var counts = reflector.counts();
        if (length == ReflectorSession.NO_REPLY) assertThat(counts.drops()).hasSize(1);
        else
            assertThat(length)
                    .isEqualTo(Math.max(
                            datagram.length, features.layout(mode).reflectedLength() + features.reflectedPadding()));
        assertThat(counts.reflected()).isEqualTo(length == ReflectorSession.NO_REPLY ? 0 : 1);
    }

    @FuzzTest
    void senderTakesOrCounts(byte[] datagram) {
        for (ProbeMode mode : ProbeMode.values())
            for (var features : FEATURES) senderTakesOrCounts(datagram, mode, features);
    }

    private static void senderTakesOrCounts(byte[] datagram, ProbeMode mode, ProbeFeatures features) {
        var config = new SenderConfig(mode, Keys.cipher(mode), features.reflectedPadding(), true, SECOND, 0, features);
        var sender = new SenderSession(config, CLOCK, new SplittableRandom(1));
        var packet = MemorySegment.ofArray(new byte[sender.packetLength()]);
        sender.prepare(packet);
        sender.stamp(packet);
        sender.sent(0, 0);
        var slot = MemorySegment.ofArray(Arrays.copyOf(datagram, Math.max(2048, datagram.length)));
        sender.received(slot, datagram.length, 64, -1, CLOCK.ntp(), StampSource.USER);
        var summary = sender.measured().summary();
        assertThat(summary.packets().received() + summary.drops().size()).isOne();
    }
}
