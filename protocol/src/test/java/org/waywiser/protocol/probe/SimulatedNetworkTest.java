package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.probe.ReflectedPacket;

/** Both ends on a network that loses, delays, duplicates and reorders, on virtual time; the truth is kept beside. */
@Rfc(value = 5357, section = "4")
class SimulatedNetworkTest {
    private static final int PACKETS = 2000;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    /** Something that arrives: at the reflector, or back at the sender. */
    private record Arrival(long atNanos, boolean atSender, Octets octets) {}

    private final VirtualTime time = new VirtualTime();
    private final long begin = time.now();
    private final PriorityQueue<Arrival> network =
            new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));

    // What really came back to the sender, in order.
    private final List<Arrival> cameBack = new ArrayList<>();

    static Stream<Arguments> seedsAndModes() {
        return Stream.of(ProbeMode.values())
                .flatMap(mode -> Stream.iterate(1L, s -> s <= 8, s -> s + 1).map(seed -> Arguments.of(mode, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("seedsAndModes")
    void countsWhatReallyHappened(ProbeMode mode, long seed) {
        var random = new SplittableRandom(seed);
        var sender = new SenderSession(
                new SenderConfig(mode, Keys.cipher(mode), 80, false, TIMEOUT.toNanos(), PACKETS),
                new VirtualClock(time),
                random.split());
        var reflector = new ReflectorSession(
                new ReflectorConfig(mode, Keys.cipher(mode), 0, 0, 0, ReflectorConfig.DEFAULT_REFWAIT_NANOS),
                new VirtualClock(time, Duration.ofSeconds(-5)));
        var reflectorClock = new VirtualClock(time, Duration.ofSeconds(-5));
        var senderClock = new VirtualClock(time);
        reflector.start(time.now());

        for (int sent = 0; sent < PACKETS; sent++) {
            deliverUntil(begin + sent * 1_000_000L, sender, reflector, senderClock, reflectorClock, random);
            byte[] packet = new byte[sender.packetLength()];
            var segment = MemorySegment.ofArray(packet);
            sender.prepare(segment);
            sender.stamp(segment);
            sender.sent(time.now(), 0);
            carry(packet, false, random);
            if (random.nextInt(50) == 0) carry(garbage(random), true, random);
        }
        deliverUntil(
                begin + PACKETS * 1_000_000L + 1_000_000_000L, sender, reflector, senderClock, reflectorClock, random);

        var truth = truth(mode);
        var summary = sender.measured().summary();
        String seeded = "seed " + seed;
        assertThat(sender.awaited()).as(seeded).isZero();
        assertThat(summary.packets().sent()).as(seeded).isEqualTo(PACKETS);
        assertThat(summary.packets().received()).as(seeded).isEqualTo(truth.answered());
        assertThat(summary.packets().lost()).as(seeded).isEqualTo(PACKETS - truth.answered());
        assertThat(summary.packets().duplicates()).as(seeded).isEqualTo(truth.duplicates());
        assertThat(summary.packets().reordered()).as(seeded).isEqualTo(truth.reordered());
        assertThat(summary.drops().getOrDefault(DropReason.REPLAYED, 0L))
                .as(seeded)
                .isEqualTo(truth.replayed());
        assertThat(summary.drops().getOrDefault(DropReason.LATE, 0L)).as(seeded).isEqualTo(truth.late());
        assertThat(truth.answered()).as(seeded).isBetween(1400L, (long) PACKETS);
        assertThat(truth.duplicates()).as(seeded).isPositive();
        assertThat(truth.replayed()).as(seeded).isPositive();
        assertThat(truth.reordered()).as(seeded).isPositive();
        assertThat(truth.late()).as(seeded).isPositive();
        // Each way takes at least 1 ms, and the reflector answers at once.
        assertThat(summary.rtt().minNanos()).as(seeded).isGreaterThanOrEqualTo(2_000_000);
        assertThat(summary.turnaround().maxNanos()).as(seeded).isZero();
        assertThat(summary.records()).as(seeded).hasSize(PACKETS);
    }

    private void carry(byte[] octets, boolean toSender, SplittableRandom random) {
        if (random.nextInt(20) == 0) return;
        int copies = random.nextInt(30) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = 1_000_000L + random.nextInt(4_000_000);
            if (random.nextInt(100) == 0) delay += TIMEOUT.toNanos();
            network.add(new Arrival(time.now() + delay, toSender, Octets.of(octets)));
        }
    }

    private static byte[] garbage(SplittableRandom random) {
        byte[] octets = new byte[random.nextInt(200)];
        random.nextBytes(octets);
        return octets;
    }

    private void deliverUntil(
            long untilNanos,
            SenderSession sender,
            ReflectorSession reflector,
            VirtualClock senderClock,
            VirtualClock reflectorClock,
            SplittableRandom random) {
        while (!network.isEmpty() && network.element().atNanos() - untilNanos <= 0) {
            Arrival arrival = network.remove();
            moveTo(arrival.atNanos());
            byte[] slot = Arrays.copyOf(arrival.octets().toByteArray(), 2048);
            var segment = MemorySegment.ofArray(slot);
            if (arrival.atSender()) {
                cameBack.add(arrival);
                sender.received(segment, arrival.octets().length(), 255, -1, senderClock.ntp(), StampSource.KERNEL);
                sender.expire(time.now());
            } else {
                int length = reflector.reflect(
                        segment, arrival.octets().length(), 255, -1, reflectorClock.ntp(), time.now());
                carry(Arrays.copyOf(slot, length), true, random);
            }
        }
        moveTo(untilNanos);
        sender.expire(time.now());
    }

    private void moveTo(long nanos) {
        time.advance(Duration.ofNanos(nanos - time.now()));
    }

    private record Truth(long answered, long duplicates, long replayed, long late, long reordered) {}

    /** The same counts, from all that came back, kept in sets that a real sender could not afford. */
    private Truth truth(ProbeMode mode) {
        var replies = new HashSet<Long>();
        var answered = new HashSet<Long>();
        long duplicates = 0;
        long replayed = 0;
        long late = 0;
        long reordered = 0;
        long highest = -1;
        for (Arrival arrival : cameBack) {
            var cipher = Keys.cipher(mode);
            byte[] octets = arrival.octets().toByteArray();
            if (octets.length < mode.format().reflectedLength()) continue;
            if (cipher != null && !cipher.openReflected(octets)) continue;
            var reply = new ReflectedPacket(mode.format()).wrap(MemorySegment.ofArray(octets));
            long sequence = reply.senderSequenceNumber();
            // Garbage of open mode; a packet is sent each millisecond.
            if (sequence >= PACKETS) continue;
            long sentNanos = begin + sequence * 1_000_000;
            long expected = NtpTimestamp.of(VirtualClock.BEGIN.plusNanos(sequence * 1_000_000));
            if (reply.senderTimestamp() != expected) continue;
            if (arrival.atNanos() - sentNanos > TIMEOUT.toNanos()) late++;
            else if (!replies.add(reply.sequenceNumber())) replayed++;
            else if (!answered.add(sequence)) duplicates++;
            else {
                if (sequence < highest) reordered++;
                highest = Math.max(highest, sequence);
            }
        }
        return new Truth(answered.size(), duplicates, replayed, late, reordered);
    }
}
