package org.waywiser.cli.report;

import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stdout can show.
 *
 * @param interactive a person watches, and the cursor can be moved
 * @param colour emphasis by colour is wanted
 * @param blocks it has characters that are a part of a block each, for bars
 */
public record Terminal(boolean interactive, boolean colour, boolean blocks) {
    private static final int EIGHTHS = 8;

    /** From one eighth of a character's width to all of it. */
    private static final String BLOCKS = "▏▎▍▌▋▊▉█";

    /** A file, a pipe, or a terminal that only prints. */
    public static final Terminal NONE = new Terminal(false, false, false);

    /** That of this process. */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 does return null where stdin or stdout is no terminal
    public static Terminal detect() {
        var console = System.console();
        return of(console != null && console.isTerminal(), System.getenv(), System.out.charset());
    }

    /** By NO_COLOR any value but the empty one forbids colour. */
    static Terminal of(boolean terminal, Map<String, String> environment, Charset charset) {
        if (!terminal || "dumb".equals(environment.get("TERM"))) return NONE;
        @Nullable String noColour = environment.get("NO_COLOR");
        boolean blocks = charset.canEncode() && charset.newEncoder().canEncode(BLOCKS);
        return new Terminal(true, noColour == null || noColour.isEmpty(), blocks);
    }

    /** A bar, as long as can be told; whatever is above zero shows. */
    String bar(double characters) {
        if (!blocks) return "#".repeat((int) Math.ceil(characters));
        int eighths = (int) Math.ceil(characters * EIGHTHS);
        String whole = BLOCKS.substring(EIGHTHS - 1).repeat(eighths / EIGHTHS);
        return eighths % EIGHTHS == 0 ? whole : whole + BLOCKS.charAt(eighths % EIGHTHS - 1);
    }

    /** What calls for attention. */
    String bad(String text) {
        return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
    }
}
