package org.waywiser.cli.option;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An argument that is more than given or not.
 *
 * @param <T> type of the value
 */
public abstract sealed class Value<T> extends Argument permits Option, Parameter {
    Value() {}

    /** The value, where there is one. */
    public final T get() {
        return Objects.requireNonNull(orNull());
    }

    /** The value, or the other where there is none. */
    public final T orElse(T other) {
        T value = orNull();
        return value == null ? other : value;
    }

    /** The value, null where there is none. */
    public final @Nullable T orNull() {
        return spec().getValue();
    }
}
