package org.waywiser.lab.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.waywiser.testkit.ReflectedTruth;
import org.waywiser.testkit.StreamTruth;
import tools.jackson.databind.JsonNode;

/** Holds the counts of a report against what became of its packets: each is equal. */
public final class ReportedCounts {
    private ReportedCounts() {}

    /**
     * Of a one-way session.
     *
     * @param sent so many have left
     * @param arrivals numbers in the order in which they came, copies too
     */
    public static void oneWay(JsonNode document, long sent, List<Long> arrivals) {
        var truth = new StreamTruth(sent, arrivals);
        assertThat(document.at("/packets/sent").asLong()).isEqualTo(sent);
        packets(document.at("/packets"), truth);
        losses(document.at("/losses"), truth);
        reordering(document.at("/reordering"), truth);
    }

    /** Of a two-way session with so many packets. */
    public static void twoWay(JsonNode document, long sent, ReflectedTruth truth) {
        assertThat(document.at("/packets/sent").asLong()).isEqualTo(sent);
        packets(document.at("/packets"), truth.round());
        losses(document.at("/losses"), truth.round());
        reordering(document.at("/reordering"), truth.round());

        var back = document.at("/directions/reverse");
        assertThat(back.at("/packets/sent").asLong())
                .isEqualTo(truth.back().received() + truth.back().lost());
        packets(back.at("/packets"), truth.back());
        losses(back.at("/losses"), truth.back());
        reordering(back.at("/reordering"), truth.back());

        var there = document.at("/directions/forward");
        long lost = there.at("/packets/lost").asLong();
        assertThat(lost + truth.lostRepliesToFurtherCopies()).isEqualTo(truth.lostThere());
        assertThat(sent - there.at("/packets/received").asLong() - lost).isEqualTo(truth.unknown());
        assertThat(there.at("/packets/duplicates").asLong())
                .isEqualTo(truth.there().duplicates());
        assertThat(there.at("/packets/reordered").asLong())
                .isEqualTo(truth.there().reordered());
        reordering(there.at("/reordering"), truth.there());
    }

    private static void packets(JsonNode reported, StreamTruth truth) {
        assertThat(List.of(
                        reported.at("/received").asLong(),
                        reported.at("/lost").asLong(),
                        reported.at("/duplicates").asLong(),
                        reported.at("/reordered").asLong()))
                .isEqualTo(List.of(truth.received(), truth.lost(), truth.duplicates(), truth.reordered()));
    }

    private static void losses(JsonNode reported, StreamTruth truth) {
        assertThat(reported.at("/runs").asLong()).isEqualTo(truth.lossRuns());
        assertThat(reported.at("/longest_run").asLong()).isEqualTo(truth.longestLossRun());
    }

    private static void reordering(JsonNode reported, StreamTruth truth) {
        assertThat(reported.at("/largest_extent").asLong()).isEqualTo(truth.largestReorderingExtent());
        int n = 1;
        for (var degree : reported.at("/n_reordered")) {
            assertThat(degree.asLong()).as("%d-reordered", n).isEqualTo(truth.reordered(n++));
        }
        assertThat(truth.reordered(n)).isZero();
    }
}
