package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own, with what it prints. */
final class Started implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final List<String> lines = new ArrayList<>();

    private Started(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** With arguments that hold no blanks, and options of the virtual machine. */
    static Started line(String arguments, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Waywiser.class.getName()));
        command.addAll(List.of(arguments.split(" ")));
        return new Started(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits for a line that holds the pattern, and returns its first group. */
    String await(String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            Matcher found = wanted.matcher(line);
            if (found.find()) return found.group(1);
        }
        throw new AssertionError("no line with " + pattern + " in\n" + String.join("\n", lines));
    }

    /** As a service manager ends it: in order, with status 0. */
    void end() throws InterruptedException {
        process.toHandle().destroy();
        endsWith(0);
    }

    /** By itself. */
    void endsWith(int status) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(status);
    }

    /** With no chance to say goodbye. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
