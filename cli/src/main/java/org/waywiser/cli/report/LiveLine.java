package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.OneWayProgress;
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
        var line = packets.sent() + " sent, " + arrived(packets.received(), packets.lost());
        if (measured.rtt().count() > 0) {
            line += now("rtt", measured.lastRttNanos(), measured.rtt().p50Nanos());
        }
        show(line);
    }

    /** One-way sessions, the first of each way: what the server has received is known at the end only. */
    public void update(List<OneWayProgress> sessions) {
        if (!watched() || sessions.isEmpty()) return;
        show(Stream.of(Direction.values())
                .flatMap(way -> sessions.stream()
                        .filter(session -> session.direction() == way)
                        .limit(1))
                .map(this::text)
                .collect(Collectors.joining("; ")));
    }

    private String text(OneWayProgress session) {
        return switch (session.direction()) {
            case TO_SERVER -> "to: " + session.sent() + " sent";
            case FROM_SERVER ->
                "from: " + arrived(session.received(), session.lost())
                        + (session.received() == 0 ? "" : now("delay", session.lastNanos(), session.medianNanos()));
        };
    }

    private String arrived(long received, long lost) {
        var text = lost + " lost";
        return received + " received, " + (lost == 0 ? text : terminal.bad(text));
    }

    private static String now(String delay, long lastNanos, long medianNanos) {
        return ", " + delay + " now " + Figures.duration(lastNanos) + ", median " + Figures.duration(medianNanos);
    }

    private void show(String line) {
        out.print(TO_START_AND_ERASE);
        out.print(line);
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
