package org.waywiser.lab.interop;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What our engine writes to its log, for who runs it. */
final class Remarks extends Handler implements AutoCloseable {
    // held: a logger that nobody holds may be forgotten with its handlers
    private static final Logger LOGGER = Logger.getLogger("org.waywiser.ike");

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    Remarks() {
        LOGGER.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(formatter.formatMessage(line));
    }

    /** Waits for a line with all of those words, and fails without. */
    void await(List<String> words) throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        while (line != null && !words.stream().allMatch(line::contains)) line = lines.poll(10, TimeUnit.SECONDS);
        if (line == null) throw new AssertionError("our log lacks a line with " + words);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
    }
}
