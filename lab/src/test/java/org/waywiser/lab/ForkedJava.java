package org.waywiser.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A main method in a process of its own, on the class path of the tests. */
public final class ForkedJava implements AutoCloseable {
    /** No test needs longer; whoever waits for a process that hangs then sees it end. */
    private static final long SECONDS = 120;

    private final Process process;
    private final BufferedReader printed;
    private final List<String> lines = new ArrayList<>();

    private ForkedJava(Process process) {
        this.process = process;
        this.printed = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it; what it prints on either stream is read as one. */
    public static ForkedJava start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), main, arguments);
    }

    /**
     * The same as somebody else.
     *
     * @param prefix of the command, such as {@code setpriv} with its options
     * @param classPath that this user can read
     */
    public static ForkedJava start(List<String> prefix, String classPath, Class<?> main, String... arguments)
            throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var _ = process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly());
        return new ForkedJava(process);
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for a line that holds the pattern, and returns its first group. */
    public String await(String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = next(); line != null; line = next()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) return matcher.group(1);
        }
        throw new AssertionError("no line with " + pattern + " in\n" + String.join("\n", lines));
    }

    /** Waits for the end; fails unless it is in order. */
    public String output() throws IOException, InterruptedException {
        String line = next();
        while (line != null) line = next();
        int status = process.waitFor();
        String output = String.join("\n", lines);
        if (status != 0) throw new AssertionError("ended with " + status + ":\n" + output);
        return output;
    }

    private @Nullable String next() throws IOException {
        String line = printed.readLine();
        if (line != null) lines.add(line);
        return line;
    }

    /** Asks it to end, as Ctrl-C or a service manager would; what it still prints can be read. */
    public void interrupt() {
        process.toHandle().destroy();
    }

    /** Whether it runs on for so long. */
    public boolean outlasts(Duration time) throws InterruptedException {
        return !process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends it in the middle of whatever it does, as {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl-C or a service manager would, and with force if that does not help. */
    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly())
                .join();
    }
}
