package org.waywiser.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** One line on stderr for each event of the log: warnings only, unless a command is there to tell more. */
final class ConsoleLog {
    // Held for ever: java.util.logging forgets the level of a logger that nobody holds.
    private static final Logger OURS = Logger.getLogger("org.waywiser");

    private ConsoleLog() {}

    /** Before the first line is logged: java.util.logging reads the property once. */
    static void install() {
        String format = "java.util.logging.SimpleFormatter.format";
        if (System.getProperty(format) == null) {
            System.setProperty(format, "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
        }
        OURS.setLevel(Level.WARNING);
    }

    /** Also tells of what goes well, as a server does. */
    static void verbose() {
        OURS.setLevel(Level.INFO);
    }
}
