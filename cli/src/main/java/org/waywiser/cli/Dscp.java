package org.waywiser.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A Differentiated Services Code Point by number (decimal, hex, octal) or name. RFC 2474. */
final class Dscp implements ITypeConverter<Integer> {
    private static final Map<String, Integer> NAMES = names();

    private static Map<String, Integer> names() {
        var names = new HashMap<String, Integer>(Map.of("none", 0, "default", 0, "df", 0, "ef", 46));
        for (int i = 0; i < 8; i++) names.put("cs" + i, i << 3);
        for (int group = 1; group <= 4; group++) {
            for (int drop = 1; drop <= 3; drop++) names.put("af" + group + drop, group << 3 | drop << 1);
        }
        return Map.copyOf(names);
    }

    @Override
    public Integer convert(String value) {
        Integer named = NAMES.get(value.toLowerCase(Locale.ROOT));
        if (named != null) return named;
        try {
            int number = Integer.decode(value);
            if (number >= 0 && number <= 63) return number;
        } catch (NumberFormatException e) {
            // Falls through to the one message below.
        }
        throw new TypeConversionException("'" + value + "' is no DSCP: use 0 to 63, ef, cs0 to cs7, af11 to af43");
    }
}
