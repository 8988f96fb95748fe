package org.waywiser.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.waywiser.protocol.probe.ProbeMode;

/** 10,000 sessions with 10 packets a second each, in one server. */
final class Sessions implements Measurement {
    private static final int SESSIONS = 10_000;
    private static final int RATE = 10;

    /** A connection may not have many more. */
    private static final int PER_CONNECTION = 500;

    /** Below the ports that the kernel gives out. */
    private static final int FIRST_SOURCE = 20_000;

    /** Of a socket with one packet on its way. */
    private static final int SMALL_BUFFER = 65_536;

    private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        Rounds rounds = Rounds.alternate(name(), setting.rounds(), Map.of(Setting.OURS, () -> load(setting)));
        String what = "10,000 sessions × 10/s, %d s".formatted(seconds(setting));
        return List.of(
                new Line.Figure(what, rounds, "lost", "packets").of(Setting.OURS, "0"),
                new Line.Figure(what, rounds, "cores", "processors").of(Setting.OURS, "≤ 1"),
                new Line.Figure(what, rounds, "heap", "octets/session").of(Setting.OURS, "≤ 8,000"),
                new Line.Figure(what, rounds, "threads_more", "more threads").of(Setting.OURS, "0"));
    }

    private static int seconds(Setting setting) {
        return 4 * setting.seconds();
    }

    private static Figures load(Setting setting) throws Exception {
        try (Reflector ours = Reflector.ours(setting)) {
            var connections = new ArrayList<Control>();
            try {
                return load(setting, ours, connections);
            } finally {
                for (Control connection : connections) connection.close();
            }
        }
    }

    private static Figures load(Setting setting, Reflector ours, List<Control> connections) throws Exception {
        long heap = heap(ours.child());
        while (connections.size() < SESSIONS / PER_CONNECTION) {
            connections.add(Control.open(ours.control(), ProbeMode.OPEN));
        }
        long threads = ours.child().status("Threads");
        int port = 0;
        int source = FIRST_SOURCE;
        for (Control connection : connections) {
            for (int i = 0; i < PER_CONNECTION; i++)
                port = connection.request(source++, 27).port();
            connection.start();
        }
        long more = heap(ours.child()) - heap;
        long cpu = ours.child().cpuNanos();
        Figures figures = Figures.parse(Child.output(
                Setting.LOAD,
                List.of(
                        Setting.program("load").toString(),
                        "many",
                        String.valueOf(port),
                        String.valueOf(FIRST_SOURCE),
                        String.valueOf(SMALL_BUFFER),
                        String.valueOf(seconds(setting)),
                        String.valueOf(SESSIONS),
                        String.valueOf(RATE))));
        return figures.with("lost", figures.get("sent") - figures.get("received"))
                .with("cores", (double) (ours.child().cpuNanos() - cpu) / 1e9 / seconds(setting))
                .with("heap", (double) more / SESSIONS)
                .with("threads_more", (double) (ours.child().status("Threads") - threads));
    }

    /** Octets in use after a collection. */
    private static long heap(Child server) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = String.valueOf(server.pid());
        Child.output(Setting.LOAD, List.of(jcmd, pid, "GC.run"));
        String generations = Child.output(Setting.LOAD, List.of(jcmd, pid, "GC.heap_info"));
        return GENERATION
                .matcher(generations)
                .results()
                .mapToLong(found -> 1024 * Long.parseLong(found.group(1)))
                .sum();
    }
}
