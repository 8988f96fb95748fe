package org.waywiser.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Rounds in which the sides took turns. A round is void for whoever lost too much in it, and for what is held against that.
 *
 * @param figures of each round, by side
 */
record Rounds(List<Map<String, Figures>> figures) {
    /** Measures one side once. */
    interface Side {
        Figures measure() throws Exception;
    }

    Rounds {
        figures = List.copyOf(figures);
    }

    /** Lets the sides take turns, each round the other way round, until enough rounds are whole; twice as many at most. */
    static Rounds alternate(String name, int wanted, Map<String, Side> sides) throws Exception {
        var rounds = new ArrayList<Map<String, Figures>>();
        var order = new ArrayList<>(sides.entrySet());
        for (int whole = 0; whole < wanted && rounds.size() < 2 * wanted; ) {
            var round = new LinkedHashMap<String, Figures>();
            for (var side : rounds.size() % 2 == 0 ? order : order.reversed()) {
                Figures measured = measure(side.getValue());
                round.put(side.getKey(), measured);
                System.err.printf(
                        Locale.ROOT, "%s, round %d, %s: %s%n", name, rounds.size() + 1, side.getKey(), measured);
            }
            rounds.add(round);
            if (round.values().stream().allMatch(Figures::whole)) whole++;
        }
        return new Rounds(rounds);
    }

    /** A side that fails, as a sender does without a single reply, is void; the others go on. */
    private static Figures measure(Side side) throws Exception {
        try {
            return side.measure();
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return Figures.NONE;
        }
    }

    /** Those that count for all of these sides. */
    Rounds whole(String... sides) {
        return new Rounds(figures.stream()
                .filter(round ->
                        Arrays.stream(sides).allMatch(side -> of(round, side).whole()))
                .toList());
    }

    /** NaN if no round counts. */
    double median(String side, String figure) {
        return spread(round -> of(round, side).get(figure)).median();
    }

    /** A figure of one side against that of the other, round by round. */
    Ratio ratio(String side, String other, String figure) {
        return spread(round -> of(round, side).get(figure) / of(round, other).get(figure));
    }

    private static Figures of(Map<String, Figures> round, String side) {
        Figures figures = round.get(side);
        if (figures == null) throw new IllegalArgumentException("no side " + side);
        return figures;
    }

    private Ratio spread(ToDoubleFunction<Map<String, Figures>> of) {
        double[] values = figures.stream().mapToDouble(of).sorted().toArray();
        if (values.length == 0) return new Ratio(Double.NaN, Double.NaN, Double.NaN);
        return new Ratio(values[values.length / 2], values[0], values[values.length - 1]);
    }
}
