package org.waywiser.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code waywiser}: a command that only holds others. */
@Command(
        name = "waywiser",
        description = "Measures networks with TWAMP, keyed by IKEv2.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {IkeCommand.class, VersionCommand.class})
public final class Waywiser {
    Waywiser() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Waywiser());
    }
}
