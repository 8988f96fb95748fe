package org.waywiser.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One-way delays at 1,000 packets a second over a veth pair, with the kernel's stamps of what is sent and without, beside C. It makes two network namespaces for
 * that, and removes them; without root it measures nothing.
 */
final class Forward implements Measurement {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NEAR = "waywiser-near";
    private static final String FAR = "waywiser-far";
    private static final String FAR_ADDRESS = "192.0.2.2";
    private static final String KERNEL = "stamps of the kernel";
    private static final String C = "C, stamps of the kernel";
    private static final String WRITTEN = "stamps as written";

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        if (!System.getProperty("user.name", "").equals("root")) return List.of();
        try (var _ = new Namespaces();
                var _ = reflector()) {
            String count = String.valueOf(1000 * setting.seconds());
            var sides = new LinkedHashMap<String, Rounds.Side>();
            sides.put(KERNEL, () -> stamp(count, "--follow-up"));
            sides.put(C, () -> c(count));
            sides.put(WRITTEN, () -> stamp(count, "--no-transmit-stamps"));
            stamp(count, "--follow-up"); // until the reflector is compiled
            Rounds rounds = Rounds.alternate(name(), setting.rounds(), sides);
            var forward = new Line.Figure("one-way delay, veth, 1,000/s", rounds, "forward_p50", "ns");
            var tail = new Line.Figure("one-way delay, veth, 1,000/s", rounds, "forward_p99", "ns");
            var reverse = new Line.Figure("one-way delay, veth, 1,000/s", rounds, "reverse_p50", "ns");
            var net = new Line.Figure("net round trip, veth, 1,000/s", rounds, "net_p50", "ns");
            return List.of(
                    forward.against(KERNEL, WRITTEN, "≤ 500 ns"),
                    forward.against(KERNEL, C, ""),
                    tail.against(KERNEL, C, ""),
                    reverse.against(KERNEL, WRITTEN, ""),
                    net.against(KERNEL, WRITTEN, ""));
        }
    }

    private static Child reflector() throws IOException {
        List<String> serve = Setting.waywiser("serve", "--stamp", "--listen", FAR_ADDRESS);
        return Child.start(Setting.SERVER, in(FAR, serve)).ready(line -> line.startsWith("modes offered"));
    }

    private static Figures stamp(String count, String how) throws IOException, InterruptedException {
        List<String> stamp = Setting.waywiser("stamp", "--json", how, "-c", count, "-i", "1msf", FAR_ADDRESS);
        JsonNode report = JSON.readTree(Child.output(Setting.LOAD, in(NEAR, stamp)));
        return Figures.of("sent", report.at("/packets/sent").asDouble())
                .with("received", report.at("/packets/received").asDouble())
                .with("forward_p50", report.at("/forward/p50_ns").asDouble())
                .with("forward_p99", report.at("/forward/p99_ns").asDouble())
                .with("reverse_p50", report.at("/reverse/p50_ns").asDouble())
                .with("net_p50", report.at("/rtt/p50_ns").asDouble());
    }

    /** The loader in C, with the kernel's stamps at both ends. */
    private static Figures c(String count) throws IOException, InterruptedException {
        String load = Setting.program("load").toString();
        return Figures.parse(Child.output(
                Setting.LOAD, in(NEAR, List.of(load, "forward", "862", "0", "0", count, "1000000", FAR_ADDRESS))));
    }

    private static List<String> in(String namespace, List<String> command) {
        var inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        inside.addAll(command);
        return inside;
    }

    /** Two of them with a link between. */
    private static final class Namespaces implements AutoCloseable {
        Namespaces() throws IOException, InterruptedException {
            try {
                ip("netns add " + NEAR);
                ip("netns add " + FAR);
                ip("link add near netns " + NEAR + " type veth peer name far netns " + FAR);
                ip("-n " + NEAR + " address add 192.0.2.1/24 dev near");
                ip("-n " + FAR + " address add " + FAR_ADDRESS + "/24 dev far");
                ip("-n " + NEAR + " link set near up");
                ip("-n " + FAR + " link set far up");
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        private static void ip(String words) throws IOException, InterruptedException {
            var command = new ArrayList<>(List.of("ip"));
            command.addAll(List.of(words.split(" ", -1)));
            Child.output(Setting.LOAD, command);
        }

        @Override
        public void close() {
            for (String namespace : List.of(NEAR, FAR)) {
                try {
                    ip("netns delete " + namespace);
                } catch (IOException e) {
                    System.err.println("left behind: network namespace " + namespace);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
