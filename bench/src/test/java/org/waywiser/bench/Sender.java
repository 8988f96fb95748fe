package org.waywiser.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.protocol.probe.ProbeMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Session-Senders: ours, the loader in C, and perfSONAR's; fixed intervals, open mode. */
final class Sender {
    private static final JsonMapper JSON = new JsonMapper();

    private Sender() {}

    /** Ours, as people start it: {@code twping} to a server, {@code stamp} to the reflector in C, which knows no sessions. */
    static Figures ours(Reflector reflector, int count, long intervalNanos, List<String> more)
            throws IOException, InterruptedException {
        boolean server = reflector.control() != 0;
        var command = new ArrayList<>(Setting.waywiser(
                server ? "twping" : "stamp",
                "--json",
                "-c",
                String.valueOf(count),
                "-i",
                intervalNanos / 1000 + "usf",
                "127.0.0.1:" + (server ? reflector.control() : reflector.port())));
        command.addAll(more);
        JsonNode report = JSON.readTree(Child.output(Setting.LOAD, command));
        return Figures.of("sent", report.at("/packets/sent").asDouble())
                .with("received", report.at("/packets/received").asDouble())
                .with("net_p50", report.at("/rtt/p50_ns").asDouble())
                .with("net_p90", report.at("/rtt/p90_ns").asDouble())
                .with("late_p50", report.at("/send_lag/p50_ns").asDouble())
                .with("late_p99", report.at("/send_lag/p99_ns").asDouble());
    }

    /** The loader in C. */
    static Figures c(Reflector reflector, int count, long intervalNanos) throws Exception {
        int source = Setting.freeUdpPort();
        try (Reflector.Use use = reflector.use(source, ProbeMode.OPEN)) {
            return Figures.parse(Child.output(
                    Setting.LOAD,
                    List.of(
                            Setting.program("load").toString(),
                            "ping",
                            String.valueOf(use.port()),
                            String.valueOf(source),
                            String.valueOf(Setting.RECEIVE_BUFFER),
                            String.valueOf(count),
                            String.valueOf(intervalNanos))));
        }
    }

    /** perfSONAR's, of whose single packets the same figure is computed; its own percentiles are edges of 0.1 ms. */
    static Figures twping(Path peers, Reflector reflector, int count, long intervalNanos)
            throws IOException, InterruptedException {
        String raw = Child.output(
                Setting.LOAD,
                List.of(
                        "timeout",
                        "60",
                        peers.resolve("twping").toString(),
                        "-4",
                        "-R",
                        "-A",
                        "O",
                        "-c",
                        String.valueOf(count),
                        "-i",
                        intervalNanos / 1e9 + "f",
                        "-L",
                        "0.5",
                        "-P",
                        "0",
                        "127.0.0.1:" + reflector.control()));
        double[] net = raw.lines()
                .map(line -> line.strip().split(" ", -1))
                .filter(words -> words.length >= 15 && !words[12].equals("0"))
                .mapToDouble(words -> difference(words[12], words[1]) - difference(words[9], words[4]))
                .sorted()
                .toArray();
        if (net.length == 0) throw new IOException("nothing from twping:\n" + raw);
        return Figures.of("sent", count)
                .with("received", net.length)
                .with("net_p50", net[net.length / 2])
                .with("net_p90", net[net.length * 9 / 10]);
    }

    /** In nanoseconds, of NTP timestamps as decimal numbers of 64 bits. */
    private static double difference(String later, String earlier) {
        return (double) (Long.parseUnsignedLong(later) - Long.parseUnsignedLong(earlier)) * 1e9 / 0x1p32;
    }
}
