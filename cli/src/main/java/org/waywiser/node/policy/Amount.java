package org.waywiser.node.policy;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waywiser.node.AddressPrefix;

/** Numbers and networks as files of policy have them. */
final class Amount {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})([kmgt]?)", Pattern.CASE_INSENSITIVE);

    private Amount() {}

    /** With a unit of powers of ten, if it has one. */
    static long parse(String text) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            long unit = switch (number.group(2).toLowerCase(Locale.ROOT)) {
                case "k" -> 1_000;
                case "m" -> 1_000_000;
                case "g" -> 1_000_000_000;
                case "t" -> 1_000_000_000_000L;
                default -> 1;
            };
            long count = Long.parseLong(number.group(1));
            if (count <= Long.MAX_VALUE / unit) return count * unit;
        }
        throw new IllegalArgumentException("'" + text + "' is no number; write digits, with k, m, g or t behind");
    }

    /** Without bits beyond its length. */
    static AddressPrefix network(String text) {
        AddressPrefix network = AddressPrefix.parse(text);
        if (network.isNetwork()) return network;
        throw new IllegalArgumentException("'" + text + "' has bits beyond its length; write " + network.network());
    }
}
