package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import tools.jackson.databind.json.JsonMapper;

/** A reflector whose clock is an hour behind and says that nobody holds it. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "4.1.2")
@Rfc(value = 7679, section = "3.7.1")
class ClocksApartTest {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final long ERROR_NANOS = 2_000_000_000L;
    private static final String MEASURE = " -c 5 -i 1msf -L 2";

    private static ProbeClock behind() {
        return new ProbeClock() {
            @Override
            public long ntp() {
                return WallClock.system().ntp() - (3600L << 32);
            }

            @Override
            public int errorEstimate() {
                return ErrorEstimate.ofNanos(false, ERROR_NANOS).bits();
            }
        };
    }

    @Test
    void jsonShowsNegativeDelaysCountsThemAndSaysWhatTheyDependOn() throws Exception {
        try (var server = OneSessionServer.withClock(behind())) {
            var run =
                    Run.line("twping " + server.address() + MEASURE + " --json").succeeds();
            var document = new JsonMapper().readTree(run.out());

            assertThat(document.at("/clock/synchronized").asBoolean()).isFalse();
            assertThat(document.at("/clock/remote/synchronized").asBoolean()).isFalse();
            long remote = document.at("/clock/remote/error_ns").asLong();
            assertThat(remote).isBetween(ERROR_NANOS, ERROR_NANOS + ERROR_NANOS / 100);
            long local = document.at("/clock/local/error_ns").asLong();
            assertThat(local).isPositive();
            assertThat(document.at("/clock/error_ns").asLong()).isEqualTo(remote + local);
            assertThat(document.at("/clock/offset_dependent").toString()).isEqualTo("[\"forward\",\"reverse\"]");
            assertThat(document.at("/forward/negative").asInt()).isEqualTo(5);
            assertThat(document.at("/forward/max_ns").asLong()).isBetween(-HOUR_NANOS, -HOUR_NANOS + ERROR_NANOS);
            assertThat(document.at("/reverse/min_ns").asLong()).isBetween(HOUR_NANOS, HOUR_NANOS + ERROR_NANOS);
            // What is no difference between clocks is as always.
            assertThat(document.at("/rtt/negative").asInt()).isZero();
            assertThat(document.at("/directions/forward/pdv/max_ns").asLong()).isLessThan(ERROR_NANOS);
        }
    }

    @Test
    void textMarksThemAndCountsThem() throws Exception {
        try (var server = OneSessionServer.withClock(behind())) {
            var run = Run.line("twping " + server.address() + MEASURE).succeeds();

            assertThat(run.out())
                    .containsPattern("forward\\* +s +-3[56]\\d\\d\\.")
                    .containsPattern("reverse\\* +s +36\\d\\d\\.")
                    .contains("* depends on how far the clocks are apart: they are not synchronised")
                    .contains("(5 values are below zero)")
                    .containsPattern("clocks +not synchronised, error at most");
        }
    }
}
