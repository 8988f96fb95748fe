package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.protocol.metrics.Hops;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;

/**
 * 600 seconds of virtual time at a hundred packets a second, on a network that loses, duplicates, delays and reorders on both
 * ways: what is reported equals what was done to the packets.
 */
@Rfc(value = 6673, section = "4.3")
@Rfc(value = 5357, section = "4.2.1")
class TwampNetworkTest {
    private static final int PACKETS = 60_000;
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** A copy under way; {@code number} is the sender's on the way there, the reflector's on the way back. */
    private record Copy(long atNanos, boolean back, long number, Octets octets) {}

    private final VirtualTime time = new VirtualTime();
    private final long begin = time.now();
    private final VirtualClock senderClock = new VirtualClock(time);
    private final VirtualClock reflectorClock = new VirtualClock(time, TwoWayTruth.CLOCK_OFFSET);
    private final PriorityQueue<Copy> network = new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));
    private final TwoWayTruth truth = new TwoWayTruth(PACKETS, TIMEOUT.toNanos());

    @ParameterizedTest(name = "seed {0}, {1}, {2} of 1000 duplicated on the way there")
    @CsvSource({
        "1, OPEN, 0",
        "2, OPEN, 30",
        "3, AUTHENTICATED, 0",
        "4, AUTHENTICATED, 30",
        "5, ENCRYPTED, 0",
        "6, ENCRYPTED, 30"
    })
    void reportsExactlyWhatHappened(long seed, ProbeMode mode, int duplicatedThere) {
        var summary = run(mode, new SplittableRandom(seed), duplicatedThere);

        truth.assertReported(summary, "seed " + seed);
        assertThat(summary.forwardWay().packets())
                .matches(there -> there != null && there.duplicates() > 0 == duplicatedThere > 0);
        assertThat(summary.forwardHops()).isEqualTo(new Hops(3, 6));
        assertThat(summary.reverseHops()).isEqualTo(new Hops(10, 12));
    }

    private TwoWaySummary run(ProbeMode mode, SplittableRandom random, int duplicatedThere) {
        var sender = new SenderSession(
                new SenderConfig(mode, Keys.cipher(mode), 80, false, TIMEOUT.toNanos(), 0),
                senderClock,
                random.split());
        var reflector = new ReflectorSession(
                new ReflectorConfig(mode, Keys.cipher(mode), 0, 0, 0, ReflectorConfig.DEFAULT_REFWAIT_NANOS),
                reflectorClock);
        reflector.start(time.now());
        double dueNanos = 0;
        for (int i = 0; i < PACKETS; i++) {
            dueNanos += 10_000_000 * random.nextExponential();
            deliverUntil(begin + (long) dueNanos, sender, reflector, random);
            byte[] packet = new byte[sender.packetLength()];
            var segment = MemorySegment.ofArray(packet);
            sender.prepare(segment);
            sender.stamp(segment);
            sender.sent(time.now(), 0);
            truth.sent(i, time.now() - begin);
            carry(false, i, packet, duplicatedThere, random);
        }
        deliverUntil(time.now() + 4 * TIMEOUT.toNanos(), sender, reflector, random);
        assertThat(sender.awaited()).isZero();
        return sender.measured().summary();
    }

    /** One of twenty is lost, now and then several in a row; a few come too late. */
    private void carry(boolean back, long number, byte[] octets, int duplicated, SplittableRandom random) {
        boolean outage = (time.now() - begin) % (back ? 7_000_000_000L : 11_000_000_000L) < 80_000_000L;
        int copies = outage || random.nextInt(20) == 0 ? 0 : 1;
        if (copies > 0 && random.nextInt(1000) < duplicated) copies += 1 + random.nextInt(2);
        for (int i = 0; i < copies; i++) {
            long delay = 1_000_000L + random.nextInt(60_000_000);
            if (random.nextInt(200) == 0) delay += TIMEOUT.toNanos();
            network.add(new Copy(time.now() + delay, back, number, Octets.of(octets)));
        }
    }

    private void deliverUntil(
            long untilNanos, SenderSession sender, ReflectorSession reflector, SplittableRandom random) {
        while (!network.isEmpty() && network.element().atNanos() - untilNanos <= 0) {
            var copy = network.remove();
            moveTo(copy.atNanos());
            byte[] slot = Arrays.copyOf(copy.octets().toByteArray(), 256);
            var segment = MemorySegment.ofArray(slot);
            int length = copy.octets().length();
            if (copy.back()) {
                truth.cameBack(copy.number(), time.now() - begin);
                int ttl = 243 + random.nextInt(3);
                sender.received(segment, length, ttl, 0, senderClock.ntp(), StampSource.KERNEL);
                sender.expire(time.now());
            } else {
                int ttl = 249 + random.nextInt(4);
                int reply = reflector.reflect(segment, length, ttl, 0, reflectorClock.ntp(), time.now());
                long number = truth.reflected(copy.number(), time.now() - begin);
                carry(true, number, Arrays.copyOf(slot, reply), 30, random);
            }
        }
        moveTo(untilNanos);
        sender.expire(time.now());
    }

    private void moveTo(long nanos) {
        time.advance(Duration.ofNanos(nanos - time.now()));
    }
}
