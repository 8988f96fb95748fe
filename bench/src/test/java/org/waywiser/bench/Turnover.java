package org.waywiser.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a server takes while sessions open and close, and what is left of that; {@code --seconds=600} for ten minutes. */
final class Turnover implements Measurement {
    private static final int SESSIONS = 200;
    private static final int PACKETS = 20_000;
    private static final int REPLACED = 50;
    private static final int LOOKS = 10;
    private static final int SETTLE_SECONDS = 5;

    @Override
    public String name() {
        return "turnover";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        Rounds rounds = Rounds.alternate(name(), setting.rounds(), Map.of(Setting.OURS, () -> turnOver(setting)));
        String what = "%,d packets/s, %d sessions, %d a second replaced, %d s"
                .formatted(PACKETS, SESSIONS, REPLACED, setting.seconds());
        return List.of(
                new Line.Figure(what, rounds, "lost", "packets").of(Setting.OURS, "0"),
                new Line.Figure(what, rounds, "sessions", "sessions ended").of(Setting.OURS, ""),
                new Line.Figure(what, rounds, "rss", "MB resident after a tenth of the time").of(Setting.OURS, ""),
                new Line.Figure(what, rounds, "rss_more", "MB more at most thereafter").of(Setting.OURS, "flat"),
                new Line.Figure(what, rounds, "threads_more", "threads left").of(Setting.OURS, "0"),
                new Line.Figure(what, rounds, "descriptors_more", "descriptors left").of(Setting.OURS, "0"));
    }

    private static Figures turnOver(Setting setting) throws Exception {
        try (Reflector ours = Reflector.ours(setting)) {
            Child server = ours.child();
            warmUp(ours.control());
            long threads = server.status("Threads");
            long descriptors = server.descriptors();
            var command = Replacing.command(ours.control(), SESSIONS, PACKETS, REPLACED, setting.seconds());
            try (Child load = Child.start(Setting.LOAD, command).ready(line -> line.equals("ready"))) {
                double first = 0;
                double more = 0;
                for (int look = 1; look < LOOKS; look++) {
                    TimeUnit.MILLISECONDS.sleep(1000L * setting.seconds() / LOOKS);
                    double resident = look(server, look * setting.seconds() / LOOKS + " s");
                    if (look == 1) first = resident;
                    more = Math.max(more, resident - first);
                }
                Figures said = Figures.parse(load.line(line -> line.startsWith("sessions=")));
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                look(server, "ended");
                return said.with("rss", first)
                        .with("rss_more", more)
                        .with("threads_more", (double) (server.status("Threads") - threads))
                        .with("descriptors_more", (double) (server.descriptors() - descriptors));
            }
        }
    }

    /** What the first connections leave for ever, such as the threads that carry virtual ones, is no leak. */
    private static void warmUp(int port) throws Exception {
        Child.output(Setting.LOAD, Replacing.command(port, SESSIONS, PACKETS / 10, REPLACED, 2));
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    }

    private static double look(Child server, String when) throws Exception {
        double resident = server.status("VmRSS") / 1024.0;
        System.err.printf(
                Locale.ROOT,
                "turnover, %s: %.1f MB resident, %d threads, %d descriptors%n",
                when,
                resident,
                server.status("Threads"),
                server.descriptors());
        return resident;
    }
}
