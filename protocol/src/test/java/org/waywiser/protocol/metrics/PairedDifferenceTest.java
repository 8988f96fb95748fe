package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.protocol.metrics.PairedDifference.Interval;
import org.waywiser.wire.NtpTimestamp;

class PairedDifferenceTest {
    private static final long T1 = NtpTimestamp.ofUnix(1_700_000_000, 0);

    /** Sent at a second's begin, reflected at once by a clock that is 5 s off. */
    private static PacketRecord packet(long sequence, long rttNanos) {
        long far = NtpTimestamp.ofUnix(1_700_000_005, 0);
        long back = NtpTimestamp.ofUnix(1_700_000_000, (int) rttNanos);
        return new PacketRecord(sequence, T1, 1, far, far, 1, sequence, back, 1, 255, 255, StampSource.KERNEL);
    }

    private static List<PacketRecord> packets(long... rttMicros) {
        return IntStream.range(0, rttMicros.length)
                .mapToObj(i -> packet(i, rttMicros[i] * 1000))
                .toList();
    }

    private static double micros(long nanos) {
        return Math.round(nanos / 100.0) / 10.0;
    }

    @Test
    void differencesAreOfPacketsWithTheSameNumber() {
        var longer = new ArrayList<>(packets(500, 600, 700, 800, 900, 1000, 1100));
        var shorter = new ArrayList<>(packets(100, 210, 320, 430, 540, 650, 760).reversed());
        longer.set(3, PacketRecord.lost(3, T1, 1));
        shorter.removeIf(packet -> packet.sequence() == 5);

        assertThat(PairedDifference.of(longer, shorter, PacketRecord::rttNanos)).isEmpty();

        shorter.add(packet(5, 650_000));
        var difference =
                PairedDifference.of(longer, shorter, PacketRecord::rttNanos).orElseThrow();
        assertThat(difference.pairs()).isEqualTo(6);
        // 400, 390, 380, 360, 350, 340
        assertThat(micros(difference.median())).isEqualTo(370);
        assertThat(micros(difference.mean())).isEqualTo(370);
    }

    @Test
    void clocksThatAreApartFallOutOfOneWayDelays() {
        var difference = PairedDifference.of(
                        packets(9, 9, 9, 9, 9, 9, 9), packets(2, 2, 2, 2, 2, 2, 2), PacketRecord::reverseNanos)
                .orElseThrow();

        assertThat(micros(difference.median())).isEqualTo(7);
        assertThat(micros(difference.meanInterval().low())).isEqualTo(7);
        assertThat(micros(difference.meanInterval().high())).isEqualTo(7);
    }

    @Test
    void intervalsAreThoseOfTheTables() {
        // of 100 values ranks 40 and 61; of 0 to 99 the standard error of the mean is 29.0115 / 10
        long[] longer = IntStream.range(0, 100).mapToLong(i -> i).toArray();
        var difference = PairedDifference.of(packets(longer), packets(new long[100]), PacketRecord::rttNanos)
                .orElseThrow();

        assertThat(micros(difference.median())).isEqualTo(49.5);
        assertThat(micros(difference.medianInterval().low())).isEqualTo(39);
        assertThat(micros(difference.medianInterval().high())).isEqualTo(60);
        assertThat(micros(difference.meanInterval().low())).isEqualTo(43.8);
        assertThat(micros(difference.meanInterval().high())).isEqualTo(55.2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void intervalsHoldTheTruthNineteenTimesOfTwenty(long seed) {
        var random = new SplittableRandom(seed);
        int median = 0;
        int mean = 0;
        for (int run = 0; run < 400; run++) {
            var longer = new ArrayList<PacketRecord>();
            var shorter = new ArrayList<PacketRecord>();
            for (int i = 0; i < 200; i++) {
                // what the paths share is large and of any form; what differs is 50 us and noise
                long shared = (long) (1_000_000 * random.nextExponential());
                shorter.add(packet(i, shared + 300_000 + Math.round(20_000 * random.nextGaussian())));
                longer.add(packet(i, shared + 350_000 + Math.round(20_000 * random.nextGaussian())));
            }
            var difference =
                    PairedDifference.of(longer, shorter, PacketRecord::rttNanos).orElseThrow();
            if (holds(difference.medianInterval(), 50_000)) median++;
            if (holds(difference.meanInterval(), 50_000)) mean++;
        }
        assertThat(median).as("seed " + seed).isBetween(367, 396);
        assertThat(mean).as("seed " + seed).isBetween(367, 394);
    }

    private static boolean holds(Interval interval, long truth) {
        return interval.low() <= truth && truth <= interval.high();
    }
}
