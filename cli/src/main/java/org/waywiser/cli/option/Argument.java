package org.waywiser.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/** What a command line may say in one place. */
public abstract sealed class Argument permits Flag, Value {
    private @Nullable ArgSpec spec;

    Argument() {}

    /** Called once, when all has been said of it. */
    abstract ArgSpec build();

    /** The same one at every call. */
    final ArgSpec spec() {
        if (spec == null) spec = build();
        return spec;
    }

    /** Whether there is a value: given, or one that stands for it. */
    public final boolean given() {
        return spec().getValue() != null;
    }
}
