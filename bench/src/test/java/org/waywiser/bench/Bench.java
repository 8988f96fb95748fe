package org.waywiser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs measurements and prints their table as Markdown and as JSON. */
public final class Bench {
    private static final List<Measurement> ALL = List.of(
            new Packets(),
            new Throughput(),
            new Latency(),
            new Forward(),
            new SendTimes(),
            new Strays(),
            new Sessions(),
            new SetUpRate(),
            new Memory(),
            new Turnover(),
            new StartUp());
    private static final Path PAGE = Path.of("docs/performance.md");

    private Bench() {}

    /** Arguments: those of {@code bench/run}, in its directory. */
    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        int seconds = 3;
        boolean write = false;
        String peers = System.getenv("PERFSONAR_BIN");
        var names = new TreeSet<String>();
        for (String argument : arguments) {
            if (argument.startsWith("--rounds=")) rounds = number(argument);
            else if (argument.startsWith("--seconds=")) seconds = number(argument);
            else if (argument.startsWith("--peers=")) peers = argument.substring("--peers=".length());
            else if (argument.equals("--write")) write = true;
            else names.add(argument);
        }
        List<Measurement> wanted = ALL.stream()
                .filter(one -> names.isEmpty() || names.contains(one.name()))
                .toList();
        wanted.forEach(one -> names.remove(one.name()));
        if (!names.isEmpty()) throw new IllegalArgumentException("no measurement " + names);
        String words = String.join(" ", arguments).replaceAll("--peers=\\S+", "--peers=DIRECTORY");
        String command = ("bench/run " + words).strip();
        Report report = run(command, wanted, rounds, seconds, peers == null ? null : Path.of(peers));
        System.out.println(report.markdown());
        System.out.println(report.json());
        if (write) report.into(PAGE);
    }

    private static int number(String argument) {
        return Integer.parseInt(argument.substring(argument.indexOf('=') + 1));
    }

    private static Report run(String command, List<Measurement> wanted, int rounds, int seconds, @Nullable Path peers)
            throws Exception {
        String loadBefore = Report.load();
        Path scratch = Files.createTempDirectory("waywiser-bench");
        try {
            var setting = new Setting(rounds, seconds, peers, scratch);
            var lines = new ArrayList<Line>();
            for (Measurement one : wanted) lines.addAll(one.measure(setting));
            return new Report(command, Report.where(loadBefore, buffers(setting)), lines);
        } finally {
            delete(scratch);
        }
    }

    /** As the kernel tells of each reflector's socket. */
    private static String buffers(Setting setting) throws IOException, InterruptedException {
        try (Reflector c = Reflector.c();
                Reflector ours = Reflector.ours(setting)) {
            return "C %,d, Waywiser %,d".formatted(Child.receiveBuffer(c.port()), Child.receiveBuffer(ours.port()));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
