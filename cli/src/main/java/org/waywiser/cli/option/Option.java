package org.waywiser.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option of a command, and its value once the command line has been read.
 *
 * @param <T> type of the value
 */
public final class Option<T> extends Value<T> {
    private final OptionSpec.Builder builder;

    Option(Class<?> type, String... names) {
        builder = OptionSpec.builder(names).type(type);
    }

    /** How its value is called in the help. */
    public Option<T> label(String label) {
        builder.paramLabel(label);
        return this;
    }

    /** What it does. */
    public Option<T> help(String text) {
        builder.description(text);
        return this;
    }

    /** The value it has if it is not given, as text; {@code ${DEFAULT-VALUE}} of the help. */
    public Option<T> otherwise(String value) {
        builder.defaultValue(value);
        return this;
    }

    /** The value it has if it is given without one. */
    public Option<T> alone(String value) {
        builder.arity("0..1").fallbackValue(value);
        return this;
    }

    /** Several values may stand in one, with commas between. */
    public Option<T> split() {
        builder.splitRegex(",");
        return this;
    }

    Option<T> converted(ITypeConverter<?> converter) {
        builder.converters(converter);
        return this;
    }

    Option<T> each(Class<?> element) {
        builder.auxiliaryTypes(element);
        return this;
    }

    Option<T> initially(Object value) {
        builder.initialValue(value);
        return this;
    }

    @Override
    OptionSpec build() {
        return builder.build();
    }
}
