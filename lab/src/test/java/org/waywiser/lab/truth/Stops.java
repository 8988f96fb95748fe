package org.waywiser.lab.truth;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Stops a process for a tenth of a second of three, and never for good. */
final class Stops implements AutoCloseable {
    static final long NANOS = 100_000_000;

    private static final String LOOP = """
        trap 'kill -CONT $0; exit' TERM
        while kill -STOP $0 && sleep 0.1 && kill -CONT $0 && sleep 0.2; do :; done
        """;

    private final Process shell;

    private Stops(Process shell) {
        this.shell = shell;
    }

    static Stops of(long pid) throws IOException {
        return new Stops(new ProcessBuilder("sh", "-c", LOOP, String.valueOf(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    @Override
    public void close() {
        shell.destroy();
        shell.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
