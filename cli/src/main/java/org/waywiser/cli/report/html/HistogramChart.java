package org.waywiser.cli.report.html;

import java.util.List;
import org.waywiser.protocol.metrics.Bar;

/** How delays are distributed; the last bar holds all above. */
final class HistogramChart {
    private static final int HEIGHT = 180;
    private static final int COUNTS = 3;
    private static final int PLACES = 6;

    /** Beyond it there is no room beside the last label. */
    private static final double NEAR_THE_END = 0.8;

    private HistogramChart() {}

    /** @param bars two at least */
    static Element of(String id, String delay, List<Bar> bars, long medianNanos) {
        long most = bars.stream().mapToLong(Bar::count).max().orElse(1);
        var picture = Svg.picture(id, "histogram", "distribution of " + delay, description(delay, bars));
        long step = Ticks.step((double) most / COUNTS);
        double top = Math.max(most, 1) * 1.05;
        for (long tick = 0; tick <= top; tick += step) {
            double y = HEIGHT * (1 - tick / top);
            picture.add(Svg.across(tick == 0 ? "base" : "grid", y), Svg.beside(Numbers.count(tick), y));
        }
        picture.add(bars(bars, top));
        long from = bars.getFirst().fromNanos();
        long width = bars.getFirst().toNanos() - from;
        if (width > 0 && bars.getFirst().toNanos() != Long.MAX_VALUE) {
            double median = (double) (medianNanos - from) / width / bars.size();
            if (median >= 0 && median <= 1) picture.add(Svg.upright("mark", median, 0, HEIGHT));
        }
        labels(picture, bars);
        return picture.with("height", HEIGHT + 22);
    }

    /** Round bounds; and where the last bar begins, which has no end. */
    private static void labels(Element picture, List<Bar> bars) {
        Bar last = bars.getLast();
        boolean open = last.toNanos() == Long.MAX_VALUE;
        long step = Ticks.step((last.fromNanos() - (double) bars.getFirst().fromNanos()) / PLACES);
        for (int i = 0; i < bars.size(); i++) {
            long from = bars.get(i).fromNanos();
            double place = (double) i / bars.size();
            if (from % step == 0 && !(open && place > NEAR_THE_END))
                picture.add(Svg.below(Numbers.round(from), place, HEIGHT + 18)
                        .named(from / step % 2 == 0 ? "below" : "below minor"));
        }
        if (open)
            picture.add(Svg.below("\u2265\u00a0" + Numbers.round(last.fromNanos()), 1, HEIGHT + 18)
                    .named("last"));
    }

    private static Element bars(List<Bar> bars, double top) {
        var field = Svg.field(bars.size(), 0, HEIGHT);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            if (bar.count() == 0) continue;
            double height = Math.max(1, HEIGHT * bar.count() / top);
            boolean open = bar.toNanos() == Long.MAX_VALUE;
            field.add(Element.of("rect")
                    .named(open ? "bar open" : "bar")
                    .with("x", i + 0.06)
                    .with("width", 0.88)
                    .with("y", HEIGHT - height)
                    .with("height", height)
                    .add(Element.of("title", Numbers.count(bar.count()) + " packets " + range(bar))));
        }
        return field;
    }

    private static String range(Bar bar) {
        return bar.toNanos() == Long.MAX_VALUE
                ? "from " + Numbers.round(bar.fromNanos()) + " up"
                : "from " + Numbers.round(bar.fromNanos()) + " to " + Numbers.round(bar.toNanos());
    }

    private static String description(String delay, List<Bar> bars) {
        Bar fullest = bars.getFirst();
        for (Bar bar : bars) if (bar.count() > fullest.count()) fullest = bar;
        return "%s in %d bars, the fullest with %d packets %s."
                .formatted(delay, bars.size(), fullest.count(), range(fullest));
    }
}
