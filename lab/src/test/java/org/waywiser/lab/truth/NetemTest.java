package org.waywiser.lab.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.lab.loss.ReportedCounts;
import org.waywiser.lab.uml.Uml;
import org.waywiser.testkit.Rfc;

/**
 * Networks that delay, lose, duplicate and reorder as they are told, and ends that are stopped for a tenth of a second: reports equal what
 * the kernel stamped and counted. One machine makes all measurements, the tests read what it left.
 */
@Tag("interop")
@Timeout(280)
@Rfc(value = 2681, section = "2.4")
@Rfc(value = 7679, section = "3.4")
@Rfc(value = 6673, section = "4.3")
@Rfc(value = 5560, section = "3.4")
@Rfc(value = 4737, section = "3.3")
class NetemTest {
    private static final long MILLIS = 1_000_000;

    /** netem's table of the normal distribution goes no farther, in standard deviations. */
    private static final int FAR = 4;

    private static final String EVERYTHING = "delay 20ms 5ms loss 3%% duplicate %d%% reorder 10%%";

    private static final List<Scenario> SCENARIOS = List.of(
            Scenario.twoWay("loss", 400, "delay 20ms loss 10%", "delay 35ms loss 5%"),
            Scenario.twoWay("jitter", 400, "delay 20ms 2ms distribution normal", "delay 10ms 3ms"),
            Scenario.twoWay("duplicates", 400, "delay 5ms duplicate 8%", "delay 5ms duplicate 6%")
                    .losingTheLast(),
            Scenario.twoWay("reordering", 400, "delay 12ms reorder 20%", "delay 12ms reorder 10%"),
            Scenario.oneWay("one-way", 400, EVERYTHING.formatted(3), EVERYTHING.formatted(2)),
            Scenario.twoWay("reflector-stopped", 500, "delay 20ms", "delay 35ms")
                    .with("stops $(cat serve.pid)"),
            Scenario.twoWay("sender-stopped", 500, "delay 60ms", "delay 60ms").with("stops $client"),
            Scenario.oneWay("receiver-stopped", 500, "delay 20ms", "delay 35ms").with("stops $client"));

    @TempDir
    private static Path directory;

    @BeforeAll
    static void measure() throws Exception {
        Uml.on(directory)
                .within(240)
                .script(Netem.SET_UP)
                .script(SCENARIOS.stream().map(Scenario::script).collect(Collectors.joining("", Netem.COMMANDS, "")))
                .boot();
        var page = new AccuracyPage("accuracy-netem");
        for (var scenario : SCENARIOS) page.add(measured(scenario.name()));
        page.write();
    }

    private static Measured measured(String name) throws Exception {
        var scenario = SCENARIOS.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Measured.of(directory, scenario);
    }

    static Stream<String> twoWay() {
        return names("twping");
    }

    static Stream<String> oneWay() {
        return names("owping");
    }

    private static Stream<String> names(String command) {
        return SCENARIOS.stream()
                .filter(scenario -> scenario.command().equals(command))
                .map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("twoWay")
    void roundTripsAreThoseOfTheKernelsStamps(String name) throws Exception {
        var measured = measured(name);
        var truth = measured.roundTrips();

        ReportedCounts.twoWay(measured.report(), measured.scenario().packets(), truth.counts());
        truth.net().assertReported(measured.report().at("/rtt"), "rtt");
        truth.forward().assertReported(measured.report().at("/forward"), "forward");
        truth.reverse().assertReported(measured.report().at("/reverse"), "reverse");
        truth.turnaround().assertReported(measured.report().at("/turnaround"), "turnaround");
        for (String way : List.of("forward", "reverse")) {
            assertThat(measured.report().at("/hops/" + way + "/max").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("oneWay")
    void oneWayDelaysAreThoseOfTheKernelsStamps(String name) throws Exception {
        for (String direction : List.of("to", "from")) {
            var measured = measured(name).oneWay(direction);

            ReportedCounts.oneWay(measured.report(), measured(name).scenario().packets(), measured.arrivals());
            measured.delays().assertReported(measured.report().at("/delay"), direction);
        }
    }

    @Test
    void noDelayIsBelowThatOfTheNetwork() throws Exception {
        atLeast("loss", "forward", 20);
        atLeast("loss", "reverse", 35);
        atLeast("loss", "rtt", 55);
        atLeast("jitter", "forward", 20 - FAR * 2);
        atLeast("jitter", "reverse", 10 - 3);
        atLeast("sender-stopped", "rtt", 120);
    }

    private static void atLeast(String name, String figure, long millis) throws Exception {
        assertThat(measured(name).report().at("/" + figure + "/min_ns").asLong())
                .as(name + " " + figure)
                .isGreaterThanOrEqualTo(millis * MILLIS);
    }

    @Test
    void lossesAreThoseThatNetemHasCounted() throws Exception {
        var loss = measured("loss");
        long there = loss.there().at("/drops").asLong();
        long back = loss.back().at("/drops").asLong();

        assertThat(List.of(there, back)).allMatch(drops -> drops > 0);
        assertThat(loss.report().at("/packets/lost").asLong()).isEqualTo(there + back);
        assertThat(loss.roundTrips().counts().lostThere()).isLessThanOrEqualTo(there);
    }

    @Test
    void duplicatesAreThoseThatNetemHasCounted() throws Exception {
        var duplicates = measured("duplicates");
        long arrived = duplicates.there().at("/packets").asLong();
        long cameBack = duplicates.back().at("/packets").asLong();
        var report = duplicates.report();

        assertThat(report.at("/packets/lost").asLong()).isEqualTo(1);
        assertThat(report.at("/packets/duplicates").asLong())
                .isEqualTo(arrived - (duplicates.scenario().packets() - 1))
                .isPositive();
        assertThat(report.at("/directions/reverse/packets/duplicates").asLong())
                .isEqualTo(cameBack - arrived)
                .isPositive();
    }

    @Test
    void reorderingIsSeenWhereItWas() throws Exception {
        var report = measured("reordering").report();

        for (String way : List.of("forward", "reverse")) {
            assertThat(report.at("/directions/" + way + "/packets/reordered").asLong())
                    .isPositive();
        }
        assertThat(report.at("/packets/lost").asLong()).isZero();
    }
}
