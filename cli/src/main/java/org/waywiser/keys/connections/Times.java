package org.waywiser.keys.connections;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as people write them, on the command line and in files: a number as strtod reads it, of seconds or of the unit behind it. */
public final class Times {
    private static final Pattern TIME = Pattern.compile(
            "\\+?(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(?<unit>ns|us|µs|ms|s|m|min|h|d)?");
    private static final double MAX_SECONDS = 366.0 * 24 * 3600;

    private Times() {}

    /** @throws IllegalArgumentException with one line for the user */
    public static Duration parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) throw bad(text);
        double seconds = Double.parseDouble(time.group("number")) * unit(time.group("unit"));
        if (!(seconds <= MAX_SECONDS)) throw bad(text);
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** In seconds, which swanctl.conf has without a unit too. */
    private static double unit(@Nullable String unit) {
        if (unit == null) return 1;
        return switch (unit) {
            case "ns" -> 1e-9;
            case "us", "µs" -> 1e-6;
            case "ms" -> 1e-3;
            case "m", "min" -> 60;
            case "h" -> 3600;
            case "d" -> 86_400;
            default -> 1;
        };
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no time; write seconds or a unit: 20us, 100ms, 30s, 15m, 4h or 1d");
    }
}
