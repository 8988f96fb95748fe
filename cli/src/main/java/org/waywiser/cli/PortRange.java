package org.waywiser.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** UDP ports to use, both ends included; 0 to 0 stands for any. */
record PortRange(int first, int last) {
    static final PortRange ANY = new PortRange(0, 0);
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    /** One port, 0 where any will do. */
    static final class Single implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535) return Integer.valueOf(value);
            throw new TypeConversionException("'" + value + "' is no port: use 1 to 65535, or 0 for any");
        }
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<PortRange> {
        @Override
        public PortRange convert(String value) {
            Matcher range = RANGE.matcher(value);
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
                if (first <= last && last <= 65_535 && (first > 0 || last == 0)) return new PortRange(first, last);
            }
            throw new TypeConversionException(
                    "'" + value + "' is no range of ports: use LO-HI, one port, or 0 for any");
        }
    }
}
