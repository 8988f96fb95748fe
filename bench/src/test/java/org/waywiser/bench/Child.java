package org.waywiser.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program on a processor of its own, ended when it is closed. */
final class Child implements AutoCloseable {
    private static final Pattern RECEIVE_BUFFER = Pattern.compile("rb(\\d+)");

    private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");

    private final Process process;
    private final BufferedReader out;

    private Child(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param processor where all its threads run */
    static Child start(int processor, List<String> command) throws IOException {
        var pinned = new ArrayList<>(List.of("taskset", "-c", String.valueOf(processor)));
        pinned.addAll(command);
        return new Child(new ProcessBuilder(pinned)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("bench/target/children.log").toFile()))
                .start());
    }

    /** Waits for a line that it prints. */
    Child ready(Predicate<String> wanted) throws IOException {
        line(wanted);
        return this;
    }

    /** The next such line that it prints. */
    String line(Predicate<String> wanted) throws IOException {
        for (String read = out.readLine(); read != null; read = out.readLine()) {
            if (wanted.test(read)) return read;
        }
        throw new IOException("ended before it said so: bench/target/children.log");
    }

    /** What it prints until its end. */
    static String output(int processor, List<String> command) throws IOException, InterruptedException {
        try (Child child = start(processor, command)) {
            return child.rest();
        }
    }

    /** What else it prints until its end. */
    String rest() throws IOException, InterruptedException {
        String text = out.readAllAsString();
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(process.info() + " failed: bench/target/children.log");
        }
        return text;
    }

    long pid() {
        return process.pid();
    }

    /** Processor time of all its threads and of its children, in nanoseconds. */
    long cpuNanos() throws IOException {
        long sum = 0;
        for (ProcessHandle one : family()) {
            try (Stream<Path> threads = Files.list(Path.of("/proc/" + one.pid() + "/task"))) {
                for (Path thread : threads.toList()) sum += onProcessor(thread.resolve("schedstat"));
            } catch (NoSuchFileException e) {
                // It has ended.
            }
        }
        return sum;
    }

    private static long onProcessor(Path schedstat) throws IOException {
        try {
            return Long.parseLong(Files.readString(schedstat).split(" ", -1)[0]);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Octets of its heap in use after a collection. */
    long heap() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = String.valueOf(pid());
        output(Setting.LOAD, List.of(jcmd, pid, "GC.run"));
        return GENERATION
                .matcher(output(Setting.LOAD, List.of(jcmd, pid, "GC.heap_info")))
                .results()
                .mapToLong(found -> 1024 * Long.parseLong(found.group(1)))
                .sum();
    }

    /** A figure of /proc/PID/status, such as VmRSS in kB or Threads. */
    long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
            if (line.startsWith(name + ":")) return Long.parseLong(line.replaceAll("\\D", ""));
        }
        throw new IOException("no " + name);
    }

    /** Open files and sockets. */
    long descriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return descriptors.count();
        }
    }

    /** The receive buffer of a UDP socket, as the kernel has it. */
    static long receiveBuffer(int port) throws IOException, InterruptedException {
        String sockets = output(1, List.of("ss", "-Huanm", "sport = :" + port));
        Matcher found = RECEIVE_BUFFER.matcher(sockets);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    /** Ends it and its children, and waits for that. */
    @Override
    public void close() {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : family) {
            try {
                one.onExit().get(5, TimeUnit.SECONDS);
            } catch (Exception e) {
                one.destroyForcibly();
            }
        }
    }
}
