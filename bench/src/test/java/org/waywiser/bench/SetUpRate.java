package org.waywiser.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** How many control connections a Server sets up in a second, 20 at a time, in open mode. */
final class SetUpRate implements Measurement {
    private static final int CONNECTIONS = 2_000;

    @Override
    public String name() {
        return "set-up";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var lines = new ArrayList<Line>();
        Path peers = setting.peers();
        try (Reflector ours = Reflector.ours(setting);
                Reflector twampd = peers == null ? null : Reflector.twampd(setting, peers)) {
            var sides = new LinkedHashMap<String, Rounds.Side>();
            sides.put(Setting.OURS, () -> load(ours));
            if (twampd != null) sides.put(Setting.TWAMPD, () -> load(twampd));
            load(ours); // until it is compiled
            Rounds rounds = Rounds.alternate(name(), setting.rounds(), sides);
            var rate = new Line.Figure("control connections, 20 at a time", rounds, "rate", "connections/s");
            var cpu = new Line.Figure("control connections, 20 at a time", rounds, "cpu", "µs CPU/connection");
            lines.add(rate.of(Setting.OURS, "≥ 5,000"));
            lines.add(cpu.of(Setting.OURS, ""));
            if (twampd != null) lines.add(rate.against(Setting.OURS, Setting.TWAMPD, ""));
        }
        return lines;
    }

    /** twampd has a process for each connection, whose time is gone with it: its CPU is not known. */
    private static Figures load(Reflector reflector) throws Exception {
        long before = reflector.child().cpuNanos();
        Figures figures = Figures.parse(Child.output(
                Setting.LOAD,
                Connections.command("rate", String.valueOf(reflector.control()), String.valueOf(CONNECTIONS))));
        return figures.with("cpu", (double) (reflector.child().cpuNanos() - before) / 1e3 / (2 * CONNECTIONS));
    }
}
