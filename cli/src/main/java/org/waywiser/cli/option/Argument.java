package org.waywiser.cli.option;

import picocli.CommandLine.Model.ArgSpec;

/** What a command line may say in one place. */
public abstract sealed class Argument permits Flag, Value {
    Argument() {}

    /** The same one at every call. */
    abstract ArgSpec spec();

    /** Whether there is a value: given, or one that stands for it. */
    public final boolean given() {
        return spec().getValue() != null;
    }
}
