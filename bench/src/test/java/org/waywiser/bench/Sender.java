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

    /**
     * Ours, as people start it: {@code twping} to a server, {@code stamp} to the reflector in C, which knows no sessions. Its sending thread has a
     * processor for itself, as the loader in C has; what else there is in its virtual machine shares that of the reflector.
     *
     * @param interval as {@code --interval} takes it
     */
    static Figures ours(Reflector reflector, int count, String interval, List<String> more)
            throws IOException, InterruptedException {
        boolean server = reflector.control() != 0;
        var command = new ArrayList<>(Setting.waywiser(
                server ? "twping" : "stamp",
                "--json",
                "-c",
                String.valueOf(count),
                "-i",
                interval,
                "--cpu",
                String.valueOf(Setting.LOAD),
                "127.0.0.1:" + (server ? reflector.control() : reflector.port())));
        command.addAll(more);
        JsonNode report = JSON.readTree(Child.output(Setting.SERVER, command));
        double sent = report.at("/packets/sent").asDouble();
        double received = report.at("/packets/received").asDouble();
        return Figures.of("sent", sent)
                .with("received", received)
                .with("lost", sent - received)
                .with("net_p50", report.at("/rtt/p50_ns").asDouble())
                .with("net_p90", report.at("/rtt/p90_ns").asDouble())
                .with("reflect_p90", report.at("/reverse/p90_ns").asDouble())
                .with("late_p50", report.at("/send_lag/p50_ns").asDouble())
                .with("late_p99", report.at("/send_lag/p99_ns").asDouble());
    }

    /** The same with fixed gaps. */
    static Figures ours(Reflector reflector, int count, long intervalNanos, List<String> more)
            throws IOException, InterruptedException {
        return ours(reflector, count, intervalNanos / 1000 + "usf", more);
    }

    /**
     * The loader in C.
     *
     * @param leadNanos how long it spins before a packet is due, 0 for sleeping until then
     */
    static Figures c(Reflector reflector, int count, long intervalNanos, long leadNanos) throws Exception {
        int source = Setting.freeUdpPort();
        try (Reflector.Use use = reflector.use(source, ProbeMode.OPEN)) {
            Figures figures = Figures.parse(Child.output(
                    Setting.LOAD,
                    List.of(
                            Setting.program("load").toString(),
                            "ping",
                            String.valueOf(use.port()),
                            String.valueOf(source),
                            String.valueOf(Setting.RECEIVE_BUFFER),
                            String.valueOf(count),
                            String.valueOf(intervalNanos),
                            String.valueOf(leadNanos))));
            return figures.with("lost", figures.get("sent") - figures.get("received"));
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
