package org.waywiser.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Figures of one side in one round, by name. */
record Figures(Map<String, Double> values) {
    /** More than this lost on either side voids a round. */
    private static final double TOLERABLE_LOSS = 0.001;

    /** Of a side that measured nothing. */
    static final Figures NONE = of("sent", 1).with("received", 0);

    Figures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static Figures of(String name, double value) {
        return new Figures(Map.of(name, value));
    }

    /** Reads {@code name=value} words, as the programs in C print them. */
    static Figures parse(String text) {
        var values = new LinkedHashMap<String, Double>();
        for (String word : text.strip().split("\\s+", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) values.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
        }
        return new Figures(values);
    }

    Figures with(String name, double value) {
        var more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Figures(more);
    }

    double get(String name) {
        Double value = values.get(name);
        if (value == null) throw new IllegalStateException("no " + name + " in " + values);
        return value;
    }

    /** Whether it may count; true where nothing was sent. */
    boolean whole() {
        return !values.containsKey("sent") || get("sent") - get("received") <= TOLERABLE_LOSS * get("sent");
    }

    @Override
    public String toString() {
        var text = new StringJoiner(" ");
        values.forEach((name, value) -> text.add(String.format(Locale.ROOT, "%s=%.1f", name, value)));
        return text.toString();
    }
}
