package org.waywiser.keys.embedded;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the engine writes to its log while a test runs. */
final class RecordedLog extends Handler implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("org.waywiser.ike");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    RecordedLog() {
        setLevel(Level.ALL);
        LOGGER.addHandler(this);
        LOGGER.setUseParentHandlers(false);
    }

    /** The messages of at least that level. */
    List<String> lines(Level atLeast) {
        return records.stream()
                .filter(r -> r.getLevel().intValue() >= atLeast.intValue())
                .map(formatter::formatMessage)
                .toList();
    }

    /** The first message of a warning or worse, which may come a moment after the peer was answered. */
    String firstWarning() throws InterruptedException {
        String line = warnings.poll(10, TimeUnit.SECONDS);
        if (line == null) throw new AssertionError("no warning in the log: " + lines(Level.ALL));
        return line;
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) warnings.add(formatter.formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
    }
}
