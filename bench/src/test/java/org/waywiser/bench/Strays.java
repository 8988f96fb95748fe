package org.waywiser.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** {@code twping} to our server while ten datagrams a second of someone else come to its port: nothing is lost, whatever the schedule. */
final class Strays implements Measurement {
    private static final int SECONDS = 10;
    private static final String FIXED = "every 2.5 ms";
    private static final String EXPONENTIAL = "mean 2.5 ms";

    @Override
    public String name() {
        return "strays";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        try (Reflector ours = Reflector.ours(setting)) {
            var sides = new LinkedHashMap<String, Rounds.Side>();
            sides.put("1,000/s", () -> disturbed(ours, 1_000 * SECONDS, "1msf"));
            sides.put("10,000/s", () -> disturbed(ours, 10_000 * SECONDS, "100usf"));
            sides.put("20,000/s", () -> disturbed(ours, 20_000 * SECONDS, "50usf"));
            sides.put(FIXED, () -> disturbed(ours, 400 * SECONDS, "2500usf"));
            sides.put(EXPONENTIAL, () -> disturbed(ours, 400 * SECONDS, "2500us"));
            Rounds rounds = Rounds.alternate(name(), setting.rounds(), sides);
            String what = "twping for %d s, with strays".formatted(SECONDS);
            var lost = new Line.Figure(what, rounds, "lost", "packets");
            var lines = new ArrayList<Line>();
            for (String side : sides.keySet()) lines.add(lost.of(side, "0"));
            lines.add(new Line.Figure(what, rounds, "reflect_p90", "ns").against(EXPONENTIAL, FIXED, "≤ 2"));
            return lines;
        }
    }

    private static Figures disturbed(Reflector ours, int count, String interval) throws Exception {
        int port = Setting.freeUdpPort();
        try (var stray = new DatagramSocket(new InetSocketAddress(Setting.LOOPBACK, 0));
                var timer = new ScheduledThreadPoolExecutor(1)) {
            var packet = new DatagramPacket(new byte[41], 41, new InetSocketAddress(Setting.LOOPBACK, port));
            var _ = timer.scheduleAtFixedRate(() -> send(stray, packet), 0, 100, TimeUnit.MILLISECONDS);
            return Sender.ours(ours, count, interval, List.of("-P", port + "-" + port));
        }
    }

    private static void send(DatagramSocket stray, DatagramPacket packet) {
        try {
            stray.send(packet);
        } catch (IOException e) {
            // Nobody listens there yet, or any more.
        }
    }
}
