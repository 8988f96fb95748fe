package org.waywiser.cli.option;

import picocli.CommandLine.Model.OptionSpec;

/** An option without a value: it is given or not. */
public final class Flag extends Argument {
    private final OptionSpec.Builder builder;

    Flag(String... names) {
        builder = OptionSpec.builder(names).type(boolean.class);
    }

    /** What it does. */
    public Flag help(String text) {
        builder.description(text);
        return this;
    }

    @Override
    OptionSpec build() {
        return builder.build();
    }
}
