package org.waywiser.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A parameter of a command, and its value once the command line has been read. It must be given.
 *
 * @param <T> type of the value
 */
public final class Parameter<T> extends Value<T> {
    private final PositionalParamSpec.Builder builder;

    Parameter(String index, String arity, Class<?> type) {
        builder = PositionalParamSpec.builder()
                .index(index)
                .arity(arity)
                .required(true)
                .type(type);
    }

    /** How it is called in the help. */
    public Parameter<T> label(String label) {
        builder.paramLabel(label);
        return this;
    }

    /** What it stands for. */
    public Parameter<T> help(String text) {
        builder.description(text);
        return this;
    }

    /** It need not be given. */
    public Parameter<T> optional() {
        builder.arity("0..1").required(false);
        return this;
    }

    Parameter<T> converted(ITypeConverter<?> converter) {
        builder.converters(converter);
        return this;
    }

    Parameter<T> each(Class<?> element) {
        builder.auxiliaryTypes(element);
        return this;
    }

    @Override
    PositionalParamSpec build() {
        return builder.build();
    }
}
