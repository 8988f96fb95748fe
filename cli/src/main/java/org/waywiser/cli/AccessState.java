package org.waywiser.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waywiser.wire.stamp.Tlv;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The state of an access network in words, as RFC 8972 §4.6 and §5.6 number them. */
final class AccessState implements ITypeConverter<Tlv.AccessReport> {
    private static final Pattern FORM = Pattern.compile("(non-)?3gpp:(?:(available)|(unavailable)|(\\d{1,3}))");

    @Override
    public Tlv.AccessReport convert(String value) {
        Matcher form = FORM.matcher(value);
        int code = form.matches() ? code(form) : 0;
        if (code > 0 && code <= 255) return new Tlv.AccessReport(form.group(1) == null ? 1 : 2, code);
        throw new TypeConversionException("'" + value
                + "' is no state: use 3gpp:available, non-3gpp:unavailable, or a return code such as 3gpp:250");
    }

    private static int code(Matcher form) {
        if (form.group(2) != null) return 1;
        return form.group(3) != null ? 2 : Integer.parseInt(form.group(4));
    }
}
