package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.Locale;
import org.waywiser.protocol.metrics.TwoWaySummary;

/** One line that follows a running measurement; silent where no one watches. */
public final class LiveLine implements AutoCloseable {
    private static final String TO_START_AND_ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final Terminal terminal;
    private boolean shown;

    /** @param out to the terminal that {@code terminal} describes */
    public LiveLine(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether updates show: ask before taking snapshots for it. */
    public boolean watched() {
        return terminal.interactive();
    }

    public void update(TwoWaySummary measured) {
        if (!watched()) return;
        var packets = measured.packets();
        var lost = packets.lost() + " lost";
        out.print(TO_START_AND_ERASE);
        out.printf(
                Locale.ROOT,
                "%d sent, %d received, %s",
                packets.sent(),
                packets.received(),
                packets.lost() == 0 ? lost : terminal.bad(lost));
        if (measured.rtt().count() > 0) {
            out.printf(
                    ", rtt now %s, median %s",
                    Figures.duration(measured.lastRttNanos()),
                    Figures.duration(measured.rtt().p50Nanos()));
        }
        out.flush();
        shown = true;
    }

    /** Makes room for what is printed next. */
    @Override
    public void close() {
        if (!shown) return;
        out.print(TO_START_AND_ERASE);
        out.flush();
        shown = false;
    }
}
