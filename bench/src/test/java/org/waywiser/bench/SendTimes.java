package org.waywiser.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How late packets leave: actual less scheduled time, of our sender and of the loader in C, both as they are and spinning before a packet is due. */
final class SendTimes implements Measurement {
    private static final String PRECISE = "precise";
    private static final String C_PRECISE = "C, precise";

    /** Our own lead adapts, and begins with twice that. */
    private static final long C_LEAD_NANOS = 100_000;

    private static final Map<Integer, String> TAIL_TARGETS = Map.of(1_000, "≤ 2,000 ns", 10_000, "≤ 15,000 ns");

    @Override
    public String name() {
        return "schedule";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var lines = new ArrayList<Line>();
        try (Reflector c = Reflector.c()) {
            for (int rate : List.of(1_000, 10_000, 50_000)) {
                long interval = 1_000_000_000L / rate;
                int count = rate * setting.seconds();
                var sides = new LinkedHashMap<String, Rounds.Side>();
                sides.put(Setting.C, () -> Sender.c(c, count, interval, 0));
                sides.put(Setting.OURS, () -> Sender.ours(c, count, interval, List.of()));
                sides.put(C_PRECISE, () -> Sender.c(c, count, interval, C_LEAD_NANOS));
                sides.put(PRECISE, () -> Sender.ours(c, count, interval, List.of("--precise")));
                Rounds rounds = Rounds.alternate(name() + " " + rate + "/s", setting.rounds(), sides);
                String what = "send error, %,d/s".formatted(rate);
                var median = new Line.Figure(what, rounds, "late_p50", "ns");
                var tail = new Line.Figure(what, rounds, "late_p99", "ns");
                var lost = new Line.Figure(what, rounds, "lost", "packets");
                for (String side : sides.keySet()) {
                    boolean held = side.equals(PRECISE);
                    lines.add(median.of(side, held && rate == 1_000 ? "≤ 100 ns" : ""));
                    lines.add(tail.of(side, held ? TAIL_TARGETS.getOrDefault(rate, "") : ""));
                    lines.add(lost.of(side, rate == 50_000 && side.equals(Setting.OURS) ? "0" : ""));
                }
                lines.add(tail.against(Setting.OURS, Setting.C, ""));
                lines.add(tail.against(PRECISE, C_PRECISE, ""));
            }
        }
        return lines;
    }
}
