package org.waywiser.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What Server and client write to their logs while a test runs. */
final class NodeLog extends Handler implements AutoCloseable {
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("org.waywiser.server"), Logger.getLogger("org.waywiser.client"));

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    NodeLog() {
        setLevel(Level.ALL);
        for (Logger logger : LOGGERS) {
            logger.setLevel(Level.ALL);
            logger.addHandler(this);
            logger.setUseParentHandlers(false);
        }
    }

    /** All lines, as they would be printed. */
    List<String> lines() {
        return records.stream().map(formatter::formatMessage).toList();
    }

    /** Lines of a warning or worse. */
    List<String> warnings() {
        return records.stream()
                .filter(r -> r.getLevel().intValue() >= Level.WARNING.intValue())
                .map(formatter::formatMessage)
                .toList();
    }

    /** The one warning there is, which may come a moment after the peer was answered. */
    String onlyWarning() {
        Eventually.holds(() -> !warnings().isEmpty(), () -> "a warning in the log, which is " + lines());
        List<String> all = warnings();
        if (all.size() != 1) throw new AssertionError("one warning expected: " + all);
        return all.getFirst();
    }

    void forget() {
        records.clear();
    }

    /** Waits for a line, whatever its level. */
    void awaitLine(Predicate<String> wanted) {
        Eventually.holds(() -> lines().stream().anyMatch(wanted), () -> "a line in the log, which is " + lines());
    }

    @Override
    public void publish(LogRecord published) {
        records.add(published);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        for (Logger logger : LOGGERS) {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }
}
