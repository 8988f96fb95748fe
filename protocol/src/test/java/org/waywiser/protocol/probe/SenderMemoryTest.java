package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.testkit.VirtualTime;

/** What a session takes of the heap, since there may be thousands of them. */
class SenderMemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final VirtualTime time = new VirtualTime();
    private final VirtualClock clock = new VirtualClock(time);

    private SenderSession session() {
        var config = new SenderConfig(ProbeMode.OPEN, null, 27, true, TIMEOUT.toNanos(), 0);
        return new SenderSession(config, clock, new SplittableRandom(1));
    }

    @Test
    void isLittleBeforeTheFirstPacket() {
        assertThat(session().sent()).isZero(); // classes are loaded
        assertThat(allocated(this::session)).isLessThan(4_096);
    }

    @Test
    void followsThePackets() {
        var session = session();
        var config = new ReflectorConfig(ProbeMode.OPEN, null, 0, 0, TIMEOUT.toNanos(), TIMEOUT.toNanos());
        var reflector = new ReflectorSession(config, clock);
        reflector.start(time.now());
        exchange(session, reflector, 600);
        assertThat(allocated(session::measured)).isLessThan(64_000);
        exchange(session, reflector, 60_000);
        assertThat(allocated(session::measured)).isLessThan(700_000);
    }

    /** At ten a second, with round trips of 10 to 50 µs. */
    private void exchange(SenderSession session, ReflectorSession reflector, int packets) {
        var random = new SplittableRandom(2);
        var packet = MemorySegment.ofArray(new byte[2048]);
        for (int i = 0; i < packets; i++) {
            time.advance(Duration.ofMillis(100));
            session.prepare(packet);
            session.stamp(packet);
            session.sent(time.now(), 0);
            time.advance(Duration.ofNanos(random.nextInt(5_000, 25_000)));
            int length = reflector.reflect(packet, session.packetLength(), 250, -1, clock.ntp(), time.now());
            time.advance(Duration.ofNanos(random.nextInt(5_000, 25_000)));
            session.received(packet, length, 249, -1, clock.ntp(), StampSource.KERNEL);
            session.expire(time.now());
        }
        assertThat(session.measured().summary().packets().received()).isEqualTo(session.sent());
    }

    private static long allocated(Supplier<?> made) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        var kept = made.get();
        long after = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(kept).isNotNull();
        return after - before;
    }
}
