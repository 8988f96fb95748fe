package org.waywiser.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.waywiser.protocol.probe.ProbeMode;

/** 10,000 sessions with 10 packets a second each for a minute: in one server, with the load from C, and from one sender of ours. */
final class Sessions implements Measurement {
    private static final int SESSIONS = 10_000;
    private static final int RATE = 10;
    private static final int SECONDS = 60;

    /** Of the minute, in which all sessions are under way. */
    private static final int WATCHED_SECONDS = 45;

    private static final int START_SECONDS = 20;

    /** Below the ports that the kernel gives out. */
    private static final int FIRST_SOURCE = 20_000;

    /** Of a socket with one packet on its way. */
    private static final int SMALL_BUFFER = 65_536;

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var sides = new LinkedHashMap<String, Rounds.Side>();
        sides.put(Setting.C, () -> loadOfC(setting));
        sides.put(Setting.OURS, () -> loadOfOurs(setting));
        Rounds rounds = Rounds.alternate(name(), setting.rounds(), sides);
        var lines = new ArrayList<Line>();
        for (String side : sides.keySet()) {
            String what = "server of 10,000 sessions × 10/s, load of " + side;
            lines.add(new Line.Figure(what, rounds, "lost", "packets").of(side, "0"));
            lines.add(new Line.Figure(what, rounds, "cores", "processors").of(side, "≤ 1"));
            lines.add(new Line.Figure(what, rounds, "heap", "octets/session").of(side, "≤ 8,000"));
            lines.add(new Line.Figure(what, rounds, "threads_more", "more threads").of(side, "≤ 0"));
        }
        String what = "sender of 10,000 sessions × 10/s";
        lines.add(new Line.Figure(what, rounds, "load_cpu", "ns CPU/packet").against(Setting.OURS, Setting.C, ""));
        lines.add(new Line.Figure(what, rounds, "load_heap", "octets/session").of(Setting.OURS, ""));
        lines.add(new Line.Figure(what, rounds, "load_threads", "threads").of(Setting.OURS, ""));
        lines.add(new Line.Figure(what, rounds, "late_p50", "ns").of(Setting.OURS, ""));
        return lines;
    }

    private static Figures loadOfC(Setting setting) throws Exception {
        try (Reflector ours = Reflector.ours(setting);
                Control connection = Control.open(ours.control(), ProbeMode.OPEN)) {
            long heap = ours.child().heap();
            long threads = ours.child().status("Threads");
            int port = 0;
            for (int i = 0; i < SESSIONS; i++)
                port = connection.request(FIRST_SOURCE + i, 27).port();
            connection.start();
            long cpu = ours.child().cpuNanos();
            Figures load = Figures.parse(Child.output(
                    Setting.LOAD,
                    List.of(
                            Setting.program("load").toString(),
                            "many",
                            String.valueOf(port),
                            String.valueOf(FIRST_SOURCE),
                            String.valueOf(SMALL_BUFFER),
                            String.valueOf(SECONDS),
                            String.valueOf(SESSIONS),
                            String.valueOf(RATE))));
            return Figures.of("sent", load.get("sent"))
                    .with("received", load.get("received"))
                    .with("lost", load.get("sent") - load.get("received"))
                    .with("cores", (ours.child().cpuNanos() - cpu) / 1e9 / SECONDS)
                    .with("heap", (double) (ours.child().heap() - heap) / SESSIONS)
                    .with("threads_more", (double) (ours.child().status("Threads") - threads))
                    .with("load_cpu", load.get("cpu_ns"));
        }
    }

    private static Figures loadOfOurs(Setting setting) throws Exception {
        try (Reflector ours = Reflector.ours(setting)) {
            Control.open(ours.control(), ProbeMode.OPEN).close(); // it has the threads that connections share
            long heap = ours.child().heap();
            long threads = ours.child().status("Threads");
            var command = Setting.waywiser(
                    "twping",
                    "--csv",
                    "--no-transmit-stamps",
                    "--sessions",
                    String.valueOf(SESSIONS),
                    "-d",
                    String.valueOf(SECONDS),
                    "-i",
                    1_000 / RATE + "msf",
                    "127.0.0.1:" + ours.control());
            try (Child sender = Child.start(Setting.LOAD, command)) {
                for (int i = 0; sender.descriptors() < SESSIONS; i++) {
                    if (i == START_SECONDS) throw new IOException("no sessions");
                    TimeUnit.SECONDS.sleep(1);
                }
                TimeUnit.SECONDS.sleep(2); // all are asked for, and started
                long cpu = ours.child().cpuNanos();
                long loadCpu = sender.cpuNanos();
                TimeUnit.SECONDS.sleep(WATCHED_SECONDS);
                double packets = (double) SESSIONS * RATE * WATCHED_SECONDS;
                Figures watched = Figures.of("cores", (ours.child().cpuNanos() - cpu) / 1e9 / WATCHED_SECONDS)
                        .with("load_cpu", (sender.cpuNanos() - loadCpu) / packets)
                        .with("threads_more", (double) (ours.child().status("Threads") - threads))
                        .with("load_threads", (double) sender.status("Threads"))
                        .with("heap", (double) (ours.child().heap() - heap) / SESSIONS)
                        .with("load_heap", (double) sender.heap() / SESSIONS);
                return results(sender.rest(), watched);
            }
        }
    }

    /** @param csv a line for each session */
    private static Figures results(String csv, Figures watched) throws IOException {
        String[] lines = csv.strip().split("\n", -1);
        List<String> names = Arrays.asList(lines[0].split(",", -1));
        if (lines.length != SESSIONS + 1) throw new IOException(lines.length - 1 + " sessions");
        double sent = 0;
        double received = 0;
        double[] late = new double[SESSIONS];
        for (int i = 0; i < SESSIONS; i++) {
            String[] values = lines[i + 1].split(",", -1);
            sent += Double.parseDouble(values[names.indexOf("packets_sent")]);
            received += Double.parseDouble(values[names.indexOf("packets_received")]);
            late[i] = Double.parseDouble(values[names.indexOf("send_lag_p50_ns")]);
        }
        Arrays.sort(late);
        return watched.with("sent", sent)
                .with("received", received)
                .with("lost", sent - received)
                .with("late_p50", late[SESSIONS / 2]);
    }
}
