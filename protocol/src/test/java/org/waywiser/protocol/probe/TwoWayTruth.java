package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.LossRuns;
import org.waywiser.protocol.metrics.PacketCounts;
import org.waywiser.protocol.metrics.ReorderingSummary;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.testkit.ReflectedTruth;
import org.waywiser.testkit.StreamTruth;

/** What a simulated network did to the packets of a two-way session, and what is to be reported of it. Times are from the start. */
final class TwoWayTruth {
    /** The reflector's clock less the sender's. */
    static final Duration CLOCK_OFFSET = Duration.ofSeconds(-5);

    /** The first reply to a packet that came in time. */
    private record Answer(long reply, long rttNanos, long forwardNanos) {}

    private final int packets;
    private final long timeoutNanos;
    private final long[] sentNanos;
    // By the reflector's number.
    private final List<Long> packetOf = new ArrayList<>();
    private final List<Long> reflectedNanos = new ArrayList<>();
    // The reflector's numbers as they came in time, copies too.
    private final List<Long> replies = new ArrayList<>();
    private final Map<Long, Answer> answerTo = new HashMap<>();
    private long late;

    TwoWayTruth(int packets, long timeoutNanos) {
        this.packets = packets;
        this.timeoutNanos = timeoutNanos;
        sentNanos = new long[packets];
    }

    void sent(int packet, long atNanos) {
        sentNanos[packet] = atNanos;
    }

    /** A copy of a packet came to the reflector; gives the number of the reply. */
    long reflected(long packet, long atNanos) {
        packetOf.add(packet);
        reflectedNanos.add(atNanos);
        return packetOf.size() - 1L;
    }

    void cameBack(long reply, long atNanos) {
        long packet = packetOf.get((int) reply);
        long rtt = atNanos - sentNanos[(int) packet];
        if (rtt > timeoutNanos) {
            late++;
            return;
        }
        replies.add(reply);
        answerTo.putIfAbsent(packet, new Answer(reply, rtt, reflectedNanos.get((int) reply) - sentNanos[(int) packet]));
    }

    void assertReported(TwoWaySummary summary, String seeded) {
        var truth = new ReflectedTruth(packets, packetOf, replies);
        var round = truth.round();
        equal(summary.packets(), round, seeded);
        assertThat(summary.losses())
                .as(seeded)
                .isEqualTo(new LossRuns(round.lossRuns(), round.longestLossRun()))
                .matches(losses -> losses.longest() > 3);
        equal(summary.reordering(), round, seeded);
        there(summary, truth, seeded);
        back(summary, truth.back(), seeded);
        delays(summary, seeded);
        assertThat(summary.drops().get(DropReason.LATE)).as(seeded).isEqualTo(late);
        assertThat(round.lost()).as(seeded).isGreaterThan(2000);
        assertThat(late).as(seeded).isPositive();
    }

    private static void there(TwoWaySummary summary, ReflectedTruth truth, String seeded) {
        var reported = packets(summary.forwardWay().packets());
        assertThat(reported.lost() + truth.lostRepliesToFurtherCopies())
                .as(seeded)
                .isEqualTo(truth.lostThere())
                .isPositive();
        assertThat(reported.sent() - reported.received() - reported.lost())
                .as(seeded)
                .isEqualTo(truth.unknown());
        var way = truth.there();
        assertThat(reported.duplicates()).as(seeded).isEqualTo(way.duplicates());
        assertThat(reported.reordered()).as(seeded).isEqualTo(way.reordered());
        equal(summary.forwardWay().reordering(), way, seeded);
    }

    private static void back(TwoWaySummary summary, StreamTruth way, String seeded) {
        equal(packets(summary.reverseWay().packets()), way, seeded);
        assertThat(way.duplicates()).as(seeded).isPositive();
        equal(summary.reverseWay().reordering(), way, seeded);
        assertThat(summary.reverseWay().losses())
                .as(seeded)
                .isEqualTo(new LossRuns(way.lossRuns(), way.longestLossRun()));
    }

    private static PacketCounts packets(@Nullable PacketCounts packets) {
        if (packets == null) throw new AssertionError("the reflector numbers its replies");
        return packets;
    }

    private static void equal(PacketCounts reported, StreamTruth truth, String seeded) {
        assertThat(reported)
                .as(seeded)
                .isEqualTo(new PacketCounts(
                        truth.received() + truth.lost(),
                        truth.received(),
                        truth.lost(),
                        truth.duplicates(),
                        truth.reordered()));
    }

    private static void equal(@Nullable ReorderingSummary reported, StreamTruth truth, String seeded) {
        if (reported == null) throw new AssertionError("the reflector numbers its replies");
        assertThat(reported.arrived()).as(seeded).isEqualTo(truth.received());
        assertThat(reported.reordered()).as(seeded).isEqualTo(truth.reordered()).isPositive();
        assertThat(reported.largestExtent()).as(seeded).isEqualTo(truth.largestReorderingExtent());
        int n = 1;
        for (long reordered : reported.degrees()) {
            assertThat(reordered).as("%s, %d-reordered", seeded, n).isEqualTo(truth.reordered(n++));
        }
        assertThat(truth.reordered(n)).isZero();
    }

    private void delays(TwoWaySummary summary, String seeded) {
        long offset = CLOCK_OFFSET.toNanos();
        near(summary.rtt(), of(Answer::rttNanos), seeded + " rtt");
        near(summary.forward(), of(answer -> answer.forwardNanos() + offset), seeded + " forward");
        near(summary.reverse(), of(answer -> answer.rttNanos() - answer.forwardNanos() - offset), seeded + " reverse");
        assertThat(summary.forward().negative()).as(seeded).isEqualTo(answerTo.size());
        assertThat(summary.reverse().negative()).as(seeded).isZero();
        near(summary.pdv(), aboveSmallest(of(Answer::rttNanos)), seeded + " pdv");
        near(summary.forwardWay().pdv(), aboveSmallest(of(Answer::forwardNanos)), seeded + " forward pdv");
        near(summary.ipdv(), steps(Answer::rttNanos), seeded + " ipdv");
        near(summary.forwardWay().ipdv(), steps(Answer::forwardNanos), seeded + " forward ipdv");
        near(
                summary.reverseWay().ipdv(),
                steps(answer -> answer.rttNanos() - answer.forwardNanos()),
                seeded + " reverse ipdv");
    }

    private interface Delay {
        long of(Answer answer);
    }

    private long[] of(Delay delay) {
        return answerTo.values().stream().mapToLong(delay::of).sorted().toArray();
    }

    private static long[] aboveSmallest(long[] sorted) {
        return Arrays.stream(sorted).map(delay -> delay - sorted[0]).toArray();
    }

    /** Between packets sent one after the other. RFC 5481 §4.1. */
    private long[] steps(Delay delay) {
        var steps = LongStream.builder();
        for (long packet = 1; packet < packets; packet++) {
            var earlier = answerTo.get(packet - 1);
            var answer = answerTo.get(packet);
            if (earlier != null && answer != null) steps.add(delay.of(answer) - delay.of(earlier));
        }
        return steps.build().sorted().toArray();
    }

    /** Percentiles to 0.1 %; but for two nanoseconds, as timestamps have it. */
    private static void near(DelaySummary reported, long[] sorted, String what) {
        assertThat(reported.count()).as(what).isEqualTo(sorted.length);
        assertThat(reported.minNanos()).as(what).isCloseTo(sorted[0], within(2L));
        assertThat(reported.maxNanos()).as(what).isCloseTo(sorted[sorted.length - 1], within(2L));
        quantile(reported.p50Nanos(), sorted, 500, what);
        quantile(reported.p90Nanos(), sorted, 900, what);
        quantile(reported.p99Nanos(), sorted, 990, what);
        quantile(reported.p999Nanos(), sorted, 999, what);
    }

    private static void quantile(long reported, long[] sorted, int permille, String what) {
        long exact = sorted[Math.ceilDiv(permille * sorted.length, 1000) - 1];
        assertThat(reported).as("%s, %d permille", what, permille).isCloseTo(exact, within(Math.abs(exact) / 1000 + 2));
    }
}
