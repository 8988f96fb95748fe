package org.waywiser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;

@Rfc(value = 4656, section = "4.1.2")
class NtpTimestampTest {
    @Test
    void countsSecondsFrom1900AndTheirFractionInTheLowerHalf() {
        assertThat(NtpTimestamp.ofUnix(0, 0)).isEqualTo(0x83aa7e80_00000000L);
        assertThat(NtpTimestamp.ofUnix(0, 500_000_000)).isEqualTo(0x83aa7e80_80000000L);
        assertThat(NtpTimestamp.of(Instant.parse("1972-01-01T00:00:00.25Z"))).isEqualTo(0x876ce580_40000000L);
    }

    @ParameterizedTest
    @CsvSource({
        "2036-02-07T06:28:15.999999999Z, fffffffffffffffc",
        "2036-02-07T06:28:16Z, 0000000000000000",
        "2036-02-07T06:28:17Z, 0000000100000000"
    })
    void wrapsIn2036AndIsReadInTheNewEra(Instant instant, String hex) {
        long ntp = NtpTimestamp.of(instant);

        assertThat(ntp).isEqualTo(Long.parseUnsignedLong(hex, 16));
        assertThat(NtpTimestamp.toInstant(ntp)).isEqualTo(instant);
    }

    @Test
    void readsTheFirstAndTheLastInstantOfItsRange() {
        assertThat(NtpTimestamp.toInstant(Long.MIN_VALUE)).isEqualTo(Instant.parse("1968-01-20T03:14:08Z"));
        assertThat(NtpTimestamp.toInstant(Long.MAX_VALUE)).isEqualTo(Instant.parse("2104-02-26T09:42:24Z"));
    }

    @Test
    void subtractsAcrossTheWrap() {
        long before = NtpTimestamp.of(Instant.parse("2036-02-07T06:28:15.9Z"));
        long after = NtpTimestamp.of(Instant.parse("2036-02-07T06:28:16.1Z"));

        assertThat(NtpTimestamp.nanosBetween(before, after)).isEqualTo(200_000_000);
        assertThat(NtpTimestamp.nanosBetween(after, before)).isEqualTo(-200_000_000);
    }

    @Test
    void refusesANegativeIntervalAndLimitsALongOne() {
        assertThatThrownBy(() -> NtpTimestamp.interval(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(NtpTimestamp.interval(Long.MAX_VALUE)).isEqualTo(-1);
        assertThat(NtpTimestamp.interval(1_500_000_000)).isEqualTo(0x1_80000000L);
        assertThat(NtpTimestamp.intervalNanos(-1)).isEqualTo((1L << 32) * 1_000_000_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsEveryNanosecond(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long seconds = random.nextLong(1L << 32) - 61_505_152;
            int nanos = random.nextInt(1_000_000_000);
            long later = random.nextLong(1L << 60);
            long ntp = NtpTimestamp.ofUnix(seconds, nanos);

            assertThat(NtpTimestamp.toInstant(ntp))
                    .as("seed %d, %d s %d ns", seed, seconds, nanos)
                    .isEqualTo(Instant.ofEpochSecond(seconds, nanos));
            assertThat(NtpTimestamp.intervalNanos(NtpTimestamp.interval(later)))
                    .as("seed %d, %d ns", seed, later)
                    .isEqualTo(later);
            assertThat(NtpTimestamp.nanosBetween(ntp, ntp + NtpTimestamp.interval(later)))
                    .as("seed %d, %d ns later", seed, later)
                    .isEqualTo(later);
        }
    }
}
