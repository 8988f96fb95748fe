package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.waywiser.protocol.metrics.StampSource;

/** Any datagram at either end, in all modes: an answer or a count, never an exception. */
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

    @FuzzTest
    void reflectorAnswersOrCounts(byte[] datagram) {
        for (ProbeMode mode : ProbeMode.values()) {
            var reflector =
                    new ReflectorSession(new ReflectorConfig(mode, Keys.cipher(mode), 0, 0, SECOND, SECOND), CLOCK);
            reflector.start(0);
            var slot = MemorySegment.ofArray(Arrays.copyOf(datagram, Math.max(2048, datagram.length)));
            int length = reflector.reflect(slot, datagram.length, 64, CLOCK.ntp(), 1);
            var counts = reflector.counts();
            if (length == ReflectorSession.NO_REPLY) assertThat(counts.drops()).hasSize(1);
            else
                assertThat(length)
                        .isEqualTo(Math.max(datagram.length, mode.format().reflectedLength()));
            assertThat(counts.reflected()).isEqualTo(length == ReflectorSession.NO_REPLY ? 0 : 1);
        }
    }

    @FuzzTest
    void senderTakesOrCounts(byte[] datagram) {
        for (ProbeMode mode : ProbeMode.values()) {
            var sender = new SenderSession(
                    new SenderConfig(mode, Keys.cipher(mode), 0, true, SECOND, 0), CLOCK, new SplittableRandom(1));
            var packet = MemorySegment.ofArray(new byte[48]);
            sender.prepare(packet);
            sender.stamp(packet);
            sender.sent(0, 0);
            var slot = MemorySegment.ofArray(Arrays.copyOf(datagram, Math.max(2048, datagram.length)));
            sender.received(slot, datagram.length, 64, -1, CLOCK.ntp(), StampSource.USER);
            var summary = sender.measured().summary();
            assertThat(summary.packets().received() + summary.drops().size()).isOne();
        }
    }
}
