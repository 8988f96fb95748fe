package org.waywiser.cli.report.html;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import org.waywiser.protocol.metrics.Column;
import org.waywiser.protocol.metrics.Course;

/** Delay over time: of each column the whole range, the middle half and the median. Below it losses, reordering and rekeyings. */
final class TimeChart {
    private static final int HEIGHT = 240;
    private static final int LANE = 30;
    private static final int GAP = 8;
    private static final int LEAST_BAR = 3;
    private static final int MOST_TICKS = 7;

    /** Whose lower and upper quarter are not just its two packets. */
    private static final int ENOUGH_FOR_QUARTILES = 4;

    private final Course course;
    private final Axis axis;
    private final long nanos;
    private final List<Instant> rekeyings;
    private int foot = HEIGHT + 2 * GAP;

    private TimeChart(Course course, List<Instant> rekeyings) {
        this.course = course;
        this.axis = Axis.of(course);
        this.nanos = course.columns().size() * course.columnNanos();
        this.rekeyings = rekeyings.stream()
                .filter(at -> since(at) >= 0 && since(at) <= nanos)
                .toList();
    }

    /**
     * The picture.
     *
     * @param id in the page
     * @param delay what it shows, such as {@code rtt}
     * @param rekeyings when SAs got new keys
     */
    static Element of(String id, String delay, Course course, List<Instant> rekeyings) {
        return new TimeChart(course, rekeyings).picture(id, delay);
    }

    private Element picture(String id, String delay) {
        int columns = course.columns().size();
        var picture = Svg.picture(id, "time", delay + " over time", description(delay));
        for (long tick : axis.ticks()) {
            picture.add(Svg.across("grid", y(tick)), Svg.beside(Numbers.round(tick), y(tick)));
        }
        picture.add(Svg.field(columns, 0, HEIGHT).add(delays()), Svg.across("base", HEIGHT));
        lane(picture, "lost", Column::lost);
        lane(picture, "reordered", Column::reordered);
        rekeyings(picture);
        times(picture);
        return picture.with("height", foot);
    }

    private String description(String delay) {
        var filled = course.columns().stream().filter(c -> c.received() > 0).toList();
        long lost = course.columns().stream().mapToLong(Column::lost).sum();
        long reordered = course.columns().stream().mapToLong(Column::reordered).sum();
        long low = filled.stream().mapToLong(Column::p50Nanos).min().orElse(0);
        long high = filled.stream().mapToLong(Column::p50Nanos).max().orElse(0);
        return "%s in %d stretches of %s. Their medians lie between %s and %s. %d packets lost, %d reordered, %d rekeyings."
                .formatted(
                        delay,
                        course.columns().size(),
                        Numbers.brief(course.columnNanos()),
                        Numbers.exact(low),
                        Numbers.exact(high),
                        lost,
                        reordered,
                        rekeyings.size());
    }

    private Element[] delays() {
        var ranges = new StringBuilder();
        var halves = new StringBuilder();
        var medians = new StringBuilder();
        var singles = new StringBuilder();
        var spots = Element.of("g");
        for (int i = 0; i < course.columns().size(); i++) {
            Column column = course.columns().get(i);
            if (column.received() + column.lost() > 0) spots.add(Svg.spot(i, HEIGHT, words(i, column)));
            if (column.received() == 0) continue;
            if (column.maxNanos() > column.minNanos())
                ranges.append("M%s %sV%s".formatted(i + 0.5, text(column.minNanos()), text(column.maxNanos())));
            if (column.received() >= ENOUGH_FOR_QUARTILES)
                halves.append("M%s %sV%sh1V%sz"
                        .formatted(i, text(column.p25Nanos()), text(column.p75Nanos()), text(column.p25Nanos())));
            if (column.received() == 1) singles.append("M%s %sh0".formatted(i + 0.5, text(column.p50Nanos())));
            else medians.append("M%s %sh1".formatted(i, text(column.p50Nanos())));
        }
        return new Element[] {
            Svg.path("range", ranges),
            Svg.path("half", halves),
            Svg.path("median", medians),
            Svg.path("single", singles),
            spots
        };
    }

    private String words(int index, Column column) {
        var words = new StringBuilder("from " + Numbers.brief(index * course.columnNanos()) + ", for "
                + Numbers.brief(course.columnNanos()) + ": ");
        if (column.received() == 1) words.append(Numbers.exact(column.minNanos()));
        else if (column.received() > 1)
            words.append("%d packets, %s to %s, median %s"
                    .formatted(
                            column.received(),
                            Numbers.exact(column.minNanos()),
                            Numbers.exact(column.maxNanos()),
                            Numbers.exact(column.p50Nanos())));
        if (column.lost() > 0)
            words.append(column.received() > 0 ? ", " : "")
                    .append(column.lost())
                    .append(" lost");
        if (column.reordered() > 0)
            words.append(", ").append(column.reordered()).append(" reordered");
        return words.toString();
    }

    /** Bars for the share of each column's packets, the highest as high as the lane. */
    private void lane(Element picture, String name, ToLongFunction<Column> packets) {
        double most = course.columns().stream()
                .mapToDouble(column -> share(column, packets))
                .max()
                .orElse(0);
        var bars = new StringBuilder();
        for (int i = 0; i < course.columns().size(); i++) {
            double share = share(course.columns().get(i), packets);
            if (share == 0) continue;
            double height = Math.max(LEAST_BAR, share / most * LANE);
            bars.append("M%s %dv%s".formatted(i + 0.5, LANE, Numbers.plain(-height)));
        }
        picture.add(
                Svg.field(course.columns().size(), foot, LANE).add(Svg.path(name, bars)),
                Svg.across("base", foot + LANE),
                Svg.beside(name, foot + (most == 0 ? LANE / 2.0 : LANE / 4.0)));
        if (most == 0) picture.add(none(foot));
        else picture.add(Svg.beside("to " + Numbers.share(most), foot + LANE * 3 / 4.0));
        foot += LANE + GAP;
    }

    private static double share(Column column, ToLongFunction<Column> packets) {
        long known = column.received() + column.lost();
        return known == 0 ? 0 : (double) packets.applyAsLong(column) / known;
    }

    private void rekeyings(Element picture) {
        picture.add(Svg.across("base", foot + LANE), Svg.beside("rekeyed", foot + LANE / 2.0));
        for (Instant at : rekeyings) {
            double place = (double) since(at) / nanos;
            picture.add(
                    Svg.upright("rekeyed", place, 0, foot + LANE),
                    Element.of("circle")
                            .named("rekeyed")
                            .with("cx", Numbers.percent(place))
                            .with("cy", foot + LANE / 2.0)
                            .with("r", 5)
                            .add(Element.of("title", "rekeyed " + Numbers.round(since(at)) + " after the start")));
        }
        if (rekeyings.isEmpty()) picture.add(none(foot));
        foot += LANE;
    }

    private static Element none(int top) {
        return Element.of("text", "none")
                .named("none")
                .with("x", 8)
                .with("y", top + LANE / 2.0)
                .with("dy", "0.32em");
    }

    private void times(Element picture) {
        long step = Ticks.time((double) nanos / MOST_TICKS);
        int index = 0;
        // Clocks may leap so far that a sum would overflow.
        for (long tick = 0; tick >= 0 && tick <= nanos; tick += step) {
            double place = (double) tick / nanos;
            String minor = index++ % 2 == 0 ? "" : " minor";
            picture.add(
                    Svg.upright("grid" + minor, place, 0, foot),
                    Svg.below(Ticks.label(tick, step), place, foot + 18).named("below" + minor));
        }
        foot += 22;
    }

    private double y(long delay) {
        return axis.at(delay) * HEIGHT;
    }

    private String text(long delay) {
        return Numbers.plain(y(delay));
    }

    private long since(Instant at) {
        return Duration.between(course.from(), at).toNanos();
    }
}
