package org.waywiser.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The net round trip (T4 - T1) - (T3 - T2) at 1,000 packets a second. */
final class Latency implements Measurement {
    private static final long INTERVAL_NANOS = 1_000_000;

    /** perfSONAR's sender loses everything at 1,000 a second, as it does not read while it sends. */
    private static final long SLOW_INTERVAL_NANOS = 10_000_000;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        int count = 1000 * setting.seconds();
        var lines = new ArrayList<Line>();
        Path peers = setting.peers();
        try (Reflector c = Reflector.c();
                Reflector ours = Reflector.ours(setting);
                Reflector twampd = peers == null ? null : Reflector.twampd(setting, peers)) {
            var sides = new LinkedHashMap<String, Rounds.Side>();
            sides.put("C to C", () -> Sender.c(c, count, INTERVAL_NANOS, 0));
            sides.put("C to Waywiser", () -> Sender.c(ours, count, INTERVAL_NANOS, 0));
            sides.put("Waywiser to C", () -> Sender.ours(c, count, INTERVAL_NANOS, List.of()));
            sides.put("Waywiser to Waywiser", () -> Sender.ours(ours, count, INTERVAL_NANOS, List.of()));
            if (twampd != null && peers != null) {
                sides.put("Waywiser to twampd", () -> Sender.ours(twampd, count, INTERVAL_NANOS, List.of()));
                sides.put("twping to twampd", () -> Sender.twping(peers, twampd, count / 10, SLOW_INTERVAL_NANOS));
            }
            sides.get("C to Waywiser").measure(); // until it is compiled
            Rounds rounds = Rounds.alternate(name(), setting.rounds(), sides);
            var median = new Line.Figure("net round trip, 1,000/s", rounds, "net_p50", "ns");
            var tail = new Line.Figure("net round trip, 1,000/s", rounds, "net_p90", "ns");
            for (String side : List.of("C to Waywiser", "Waywiser to C", "Waywiser to Waywiser")) {
                lines.add(median.against(side, "C to C", "≤ 1.1"));
                lines.add(tail.against(side, "C to C", ""));
            }
            if (twampd != null) {
                lines.add(median.against("Waywiser to twampd", "twping to twampd", ""));
                lines.add(median.against("Waywiser to Waywiser", "twping to twampd", "≤ 0.25"));
            }
        }
        return lines;
    }
}
