package org.waywiser.cli.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stdout can show.
 *
 * @param interactive a person watches, and the cursor can be moved
 * @param colour emphasis by colour is wanted
 */
public record Terminal(boolean interactive, boolean colour) {
    /** A file, a pipe, or a terminal that only prints. */
    public static final Terminal NONE = new Terminal(false, false);

    /** That of this process. */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 does return null where stdin or stdout is no terminal
    public static Terminal detect() {
        var console = System.console();
        return of(console != null && console.isTerminal(), System.getenv());
    }

    /** By NO_COLOR any value but the empty one forbids colour. */
    static Terminal of(boolean terminal, Map<String, String> environment) {
        if (!terminal || "dumb".equals(environment.get("TERM"))) return NONE;
        @Nullable String noColour = environment.get("NO_COLOR");
        return new Terminal(true, noColour == null || noColour.isEmpty());
    }

    /** What calls for attention. */
    String bad(String text) {
        return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
    }
}
