package org.waywiser.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a server takes that does nothing, alone and with 10,000 control connections. */
final class Memory implements Measurement {
    private static final int CONNECTIONS = 10_000;
    private static final int SETTLE_SECONDS = 5;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        Rounds rounds = Rounds.alternate(name(), setting.rounds(), Map.of(Setting.OURS, () -> idle(setting)));
        return List.of(
                new Line.Figure("idle server", rounds, "rss", "MB resident").of(Setting.OURS, "≤ 80 MB"),
                new Line.Figure("10,000 idle control connections", rounds, "rss_held", "MB resident")
                        .of(Setting.OURS, "≤ 300 MB"),
                new Line.Figure("10,000 idle control connections", rounds, "threads_more", "more threads")
                        .of(Setting.OURS, ""));
    }

    private static Figures idle(Setting setting) throws Exception {
        try (Reflector ours = Reflector.ours(setting)) {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            Figures alone = Figures.of("rss", ours.child().status("VmRSS") / 1024.0);
            long threads = ours.child().status("Threads");
            var command = Connections.command("hold", String.valueOf(ours.control()), String.valueOf(CONNECTIONS));
            try (Child holding = Child.start(Setting.LOAD, command)) {
                holding.ready(line -> line.equals("ready"));
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                return alone.with("rss_held", ours.child().status("VmRSS") / 1024.0)
                        .with("threads_more", (double) (ours.child().status("Threads") - threads));
            }
        }
    }
}
