package org.waywiser.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;

@Rfc(value = 8186, section = "2.3")
class PtpTimestampTest {
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0, 0000000000000000",
        "1970-01-01T00:00:00Z, 37, 0000002500000000",
        "2017-01-01T00:00:00Z, 37, 586846a500000000",
        "2026-11-21T12:34:56.789012345Z, 37, 6b0190152f075f79",
        "2026-11-21T23:59:59.999999999Z, 37, 6b0230a43b9ac9ff",
        "2036-02-07T06:28:15.999999999Z, 37, 7c5581a43b9ac9ff",
        "2036-02-07T06:28:16Z, 37, 7c5581a500000000",
        "2106-02-07T06:27:38Z, 37, ffffffff00000000",
        "2106-02-07T06:27:39Z, 37, 0000000000000000"
    })
    void countsSecondsOfTaiAndNanoseconds(Instant utc, int taiMinusUtc, String hex) {
        long ptp = Long.parseUnsignedLong(hex, 16);
        long ntp = NtpTimestamp.of(utc);

        assertThat(PtpTimestamp.ofNtp(ntp, taiMinusUtc)).isEqualTo(ptp);
        assertThat(PtpTimestamp.toNtp(ptp, taiMinusUtc)).isEqualTo(ntp);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsEveryNanosecondThereAndBack(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long ptp = random.nextLong() << 32 | random.nextInt(1_000_000_000);
            int tai = random.nextInt(100);

            assertThat(PtpTimestamp.ofNtp(PtpTimestamp.toNtp(ptp, tai), tai))
                    .as("seed %s", seed)
                    .isEqualTo(ptp);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void takesEveryTimestampToTheNearestNanosecond(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long ntp = random.nextLong();
            long again = PtpTimestamp.toNtp(PtpTimestamp.ofNtp(ntp, 37), 37);

            // half a nanosecond, and half a unit for the way back
            assertThat(again - ntp).as("seed %s", seed).isBetween(-3L, 3L);
        }
    }

    @Test
    void carriesWhatRoundsToASecond() {
        assertThat(PtpTimestamp.ofNtp(0x83aa7e80_ffffffffL, 0)).isEqualTo(1L << 32);
    }

    @Test
    void takesNanosecondsBeyondASecondForSuch() {
        assertThat(PtpTimestamp.toNtp(1_500_000_000L, 0)).isEqualTo(NtpTimestamp.ofUnix(1, 500_000_000));
        assertThat(PtpTimestamp.toNtp(0xffff_ffffL, 0)).isEqualTo(NtpTimestamp.ofUnix(4, 294_967_295));
    }
}
