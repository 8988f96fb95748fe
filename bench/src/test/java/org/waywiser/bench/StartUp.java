package org.waywiser.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a start costs, launcher included. */
final class StartUp implements Measurement {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String name() {
        return "start-up";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var lines = new ArrayList<Line>();
        try (Reflector ours = Reflector.ours(setting)) {
            String ping = "twping -c 1 -i 1msf -L 0.5 --json 127.0.0.1:" + ours.control();
            ping(ping);
            Rounds rounds = Rounds.alternate(
                    name(),
                    setting.rounds(),
                    Map.of("version", () -> timed("version"), "twping -c 1", () -> ping(ping)));
            var cpu = new Line.Figure(name(), rounds, "cpu", "ms CPU");
            var wall = new Line.Figure(name(), rounds, "wall", "ms");
            lines.add(cpu.of("version", "≤ 100 ms"));
            lines.add(wall.of("version", ""));
            lines.add(new Line.Figure(name(), rounds, "first", "ms to the first packet").of("twping -c 1", "≤ 300 ms"));
            lines.add(cpu.of("twping -c 1", ""));
            lines.add(wall.of("twping -c 1", ""));
        }
        return lines;
    }

    private record Timed(Figures figures, String output) {}

    private static Figures timed(String arguments) throws Exception {
        return run(arguments).figures();
    }

    private static Figures ping(String arguments) throws Exception {
        Instant before = Instant.now();
        Timed timed = run(arguments);
        Instant first =
                Instant.parse(JSON.readTree(timed.output()).at("/started").asString());
        return timed.figures().with("first", Duration.between(before, first).toNanos() / 1e6);
    }

    /** By the shell's clock: user and system time of launcher and program. */
    private static Timed run(String arguments) throws Exception {
        String script = "TIMEFORMAT='user=%U system=%S wall=%R'; time bin/waywiser " + arguments;
        Process process = new ProcessBuilder("bash", "-c", script).start();
        String output = process.inputReader().readAllAsString();
        String times = process.errorReader().readAllAsString();
        if (process.waitFor() != 0) throw new IllegalStateException(times);
        Figures seconds = Figures.parse(times);
        return new Timed(
                Figures.of("cpu", 1000 * (seconds.get("user") + seconds.get("system")))
                        .with("wall", 1000 * seconds.get("wall")),
                output);
    }
}
