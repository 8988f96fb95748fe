package org.waywiser.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. A program that is missing fails the test: peers are not optional. */
public final class Tool {
    private static final long SECONDS = 20;

    private Tool() {}

    /** What the program printed; fails unless it ends in time with status 0. */
    public static String run(Map<String, String> environment, List<String> command) {
        Process process;
        String output;
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            process = builder.start();
            process.getOutputStream().close();
            var watchdog = process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
                process.destroyForcibly();
                return process;
            });
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            watchdog.join();
            process.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        }
        int status = process.exitValue();
        if (status != 0) throw new AssertionError(String.join(" ", command) + " ended with " + status + ":\n" + output);
        return output;
    }

    /** The same without environment of its own. */
    public static String run(List<String> command) {
        return run(Map.of(), command);
    }

    /** The same, word by word. */
    public static String run(String... command) {
        return run(Arrays.asList(command));
    }
}
