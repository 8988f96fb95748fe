package org.waywiser.keys.connections;

import java.util.List;

/** A configuration file cannot be used; has everything that is wrong with it, without secrets. */
public final class InvalidConfiguration extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** @param problems one line each */
    public InvalidConfiguration(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: {@code FILE:LINE:COLUMN: KEY.PATH: what, and what to write instead}; in the order of the file. */
    public List<String> problems() {
        return problems;
    }
}
