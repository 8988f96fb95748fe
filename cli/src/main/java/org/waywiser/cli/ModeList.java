package org.waywiser.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Modes in the order wanted, as letters: O open (unauthenticated), A authenticated, E encrypted, M mixed. */
record ModeList(List<Modes> modes) {
    /** For picocli. */
    static final class Converter implements ITypeConverter<ModeList> {
        @Override
        public ModeList convert(String value) {
            var modes = new ArrayList<Modes>();
            for (char letter : value.toUpperCase(Locale.ROOT).replace(",", "").toCharArray()) {
                modes.add(
                        switch (letter) {
                            case 'O' -> Modes.UNAUTHENTICATED;
                            case 'A' -> Modes.AUTHENTICATED;
                            case 'E' -> Modes.ENCRYPTED;
                            case 'M' -> Modes.MIXED;
                            default ->
                                throw new TypeConversionException(
                                        "'" + value + "' holds a mode that is none of O, A, E, M");
                        });
            }
            if (modes.isEmpty()) throw new TypeConversionException("no mode given: use O, A, E or a list such as E,A");
            return new ModeList(List.copyOf(modes));
        }
    }
}
