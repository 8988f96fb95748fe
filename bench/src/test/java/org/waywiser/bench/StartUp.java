package org.waywiser.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a start costs, launcher included. */
final class StartUp implements Measurement {
    private static final String VERSION = "version";
    private static final String ON_ONE = "twping -c 1 on one processor";
    private static final String ON_TWO = "twping -c 1 on two processors";
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String name() {
        return "start-up";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var lines = new ArrayList<Line>();
        try (Reflector ours = Reflector.ours(setting)) {
            String arguments = "twping -c 1 -i 1msf -L 0.5 --json 127.0.0.1:" + ours.control();
            ping("0,1", arguments);
            Rounds rounds = Rounds.alternate(
                    name(),
                    setting.rounds(),
                    Map.of(
                            VERSION,
                            () -> run("0,1", VERSION).figures(),
                            ON_ONE,
                            () -> ping(String.valueOf(Setting.LOAD), arguments),
                            ON_TWO,
                            () -> ping("0,1", arguments)));
            var cpu = new Line.Figure(name(), rounds, "cpu", "ms CPU");
            var wall = new Line.Figure(name(), rounds, "wall", "ms");
            var first = new Line.Figure(name(), rounds, "first", "ms to the first packet");
            lines.add(cpu.of(VERSION, "≤ 100 ms"));
            lines.add(wall.of(VERSION, ""));
            for (String ping : List.of(ON_ONE, ON_TWO)) {
                lines.add(first.of(ping, "≤ 300 ms"));
                lines.add(cpu.of(ping, ""));
                lines.add(wall.of(ping, ""));
            }
        }
        return lines;
    }

    private record Timed(Figures figures, String output) {}

    private static Figures ping(String processors, String arguments) throws Exception {
        Instant before = Instant.now();
        Timed timed = run(processors, arguments);
        Instant first =
                Instant.parse(JSON.readTree(timed.output()).at("/started").asString());
        return timed.figures().with("first", Duration.between(before, first).toNanos() / 1e6);
    }

    /** By the shell's clock: user and system time of launcher and program. */
    private static Timed run(String processors, String arguments) throws Exception {
        String script =
                "TIMEFORMAT='user=%U system=%S wall=%R'; time taskset -c " + processors + " bin/waywiser " + arguments;
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
