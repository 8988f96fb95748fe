package org.waywiser.lab.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;

/**
 * Delays in nanoseconds as the kernel's stamps have them.
 *
 * @param least of each packet, ascending
 * @param most of each packet, ascending; the same where the delay is known and not only bounded
 */
record Delays(List<Long> least, List<Long> most) {
    /** Timestamps of NTP are rounded to nanoseconds one by one. */
    private static final long ROUNDING_NANOS = 1;

    Delays {
        least = least.stream().sorted().toList();
        most = most.stream().sorted().toList();
    }

    static Delays known(List<Long> values) {
        return new Delays(values, values);
    }

    /** Smallest and largest value are exact, percentiles as exact as docs/report.md has them. */
    void assertReported(JsonNode reported, String name) {
        assertThat(reported.at("/count").asInt()).as(name).isEqualTo(most.size());
        assertReported(reported, name, "min_ns", 0, 0);
        assertReported(reported, name, "max_ns", 100, 0);
        double spread = most.getLast() - least.getFirst();
        for (var percentile : List.of(50.0, 90.0, 99.0, 99.9)) {
            String field = "p" + String.valueOf(percentile).replace(".0", "").replace(".", "") + "_ns";
            double tolerance = (most(percentile) - least.getFirst()) / 1e3 + spread / 1e5;
            assertReported(reported, name, field, percentile, tolerance);
        }
    }

    private void assertReported(JsonNode reported, String name, String field, double percentile, double tolerance) {
        long slack = ROUNDING_NANOS + (long) tolerance;
        assertThat(reported.at("/" + field).asLong())
                .as(name + " " + field)
                .isBetween(least(percentile) - slack, most(percentile) + slack);
    }

    private long least(double percentile) {
        return at(least, percentile);
    }

    private long most(double percentile) {
        return at(most, percentile);
    }

    /** For people, in milliseconds: between which bounds such percentiles lie. */
    String bounds(double... percentiles) {
        return DoubleStream.of(percentiles)
                .mapToObj(percentile -> {
                    String low = AccuracyPage.millis(least(percentile));
                    String high = AccuracyPage.millis(most(percentile));
                    return low.equals(high) ? low : low + "–" + high;
                })
                .collect(Collectors.joining(" / "));
    }

    /** The smallest value that so many do not exceed. RFC 2330 §11.3. */
    private static long at(List<Long> values, double percentile) {
        return values.get(Math.max(0, (int) Math.ceil(percentile / 100 * values.size() - 1e-9) - 1));
    }
}
