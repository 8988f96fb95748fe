package org.waywiser.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How late packets leave: actual less scheduled time, of our sender as it is, with {@code --precise}, and of the loader in C. */
final class SendTimes implements Measurement {
    private static final Map<Integer, String> TAIL_TARGETS = Map.of(1_000, "≤ 2,000 ns", 10_000, "≤ 15,000 ns");

    @Override
    public String name() {
        return "schedule";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var lines = new ArrayList<Line>();
        boolean precise = knowsPrecise();
        try (Reflector c = Reflector.c()) {
            for (int rate : List.of(1_000, 10_000, 50_000)) {
                long interval = 1_000_000_000L / rate;
                int count = rate * setting.seconds();
                var sides = new LinkedHashMap<String, Rounds.Side>();
                sides.put(Setting.C, () -> Sender.c(c, count, interval));
                sides.put(Setting.OURS, () -> Sender.ours(c, count, interval, List.of()));
                if (precise) sides.put("precise", () -> Sender.ours(c, count, interval, List.of("--precise")));
                Rounds rounds = Rounds.alternate(name() + " " + rate + "/s", setting.rounds(), sides);
                String what = "send error, %,d/s".formatted(rate);
                var median = new Line.Figure(what, rounds, "late_p50", "ns");
                var tail = new Line.Figure(what, rounds, "late_p99", "ns");
                for (String side : sides.keySet()) {
                    boolean held = side.equals("precise");
                    lines.add(median.of(side, held && rate == 1_000 ? "≤ 100 ns" : ""));
                    lines.add(tail.of(side, held ? TAIL_TARGETS.getOrDefault(rate, "") : ""));
                }
            }
        }
        return lines;
    }

    private static boolean knowsPrecise() throws IOException, InterruptedException {
        return Child.output(Setting.LOAD, Setting.waywiser("twping", "--help")).contains("--precise");
    }
}
