package org.waywiser.cli.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Options that belong together: those of a command, or a part that several commands have. The help keeps their order.
 * Readers of values throw {@code TypeConversionException}.
 */
public abstract class Options {
    private final Map<Object, Consumer<CommandSpec>> parts = new LinkedHashMap<>();

    protected Options() {}

    /** An option without a value. */
    protected final Flag flag(String... names) {
        return add(new Flag(names));
    }

    /** An option of a type that picocli can read. */
    protected final <T> Option<T> option(Class<T> type, String... names) {
        return add(new Option<>(type, names));
    }

    /** An option whose value needs a reader of its own. */
    protected final <T> Option<T> option(ITypeConverter<T> reader, String... names) {
        return add(new Option<T>(Object.class, names).converted(reader));
    }

    /** An option that may be given several times; empty until it is. */
    protected final <T> Option<List<T>> list(Class<T> type, String... names) {
        return add(new Option<List<T>>(List.class, names).each(type).initially(List.of()));
    }

    /** As {@link #list(Class, String...)}, with a reader of its own. */
    protected final <T> Option<List<T>> list(ITypeConverter<T> reader, String... names) {
        Option<List<T>> option = new Option<>(List.class, names);
        return add(option.each(Object.class).converted(reader).initially(List.of()));
    }

    /** The parameter at that place, of a type that picocli can read. */
    protected final <T> Parameter<T> parameter(int index, Class<T> type) {
        return add(new Parameter<>(String.valueOf(index), "1", type));
    }

    /** The parameter at that place, with a reader of its own. */
    protected final <T> Parameter<T> parameter(int index, ITypeConverter<T> reader) {
        return add(new Parameter<T>(String.valueOf(index), "1", Object.class).converted(reader));
    }

    /** All parameters, one at least. */
    protected final <T> Parameter<List<T>> parameters(Class<T> type) {
        return add(new Parameter<List<T>>("0..*", "1..*", List.class).each(type));
    }

    /** The options of a part. */
    protected final <O extends Options> O with(O part) {
        parts.put(part, part::addTo);
        return part;
    }

    /** Of these flags at most one may be given; the help has them where they are said to be so. */
    protected final void atMostOneOf(List<Flag> flags) {
        flags.forEach(parts::remove);
        parts.put(flags, spec -> {
            var group = ArgGroupSpec.builder().exclusive(true);
            flags.forEach(flag -> group.addArg(flag.spec()));
            spec.addArgGroup(group.build());
        });
    }

    private <A extends Argument> A add(A argument) {
        parts.put(argument, spec -> spec.add(argument.spec()));
        return argument;
    }

    final void addTo(CommandSpec spec) {
        parts.values().forEach(part -> part.accept(spec));
    }
}
