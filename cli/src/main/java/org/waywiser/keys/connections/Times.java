package org.waywiser.keys.connections;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lifetimes as swanctl.conf has them: a whole number of seconds, or of a unit. */
final class Times {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|min|h|d)?");

    private Times() {}

    /** @throws IllegalArgumentException with one line for the user */
    static Duration parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time; write 30s, 15m, 4h or 1d, or 0 for never");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2) == null ? "s" : time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m", "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
