package org.waywiser.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code waywiser ike}: holds what can be done with IKE SAs. */
@Command(
        name = "ike",
        description = "Sets up, lists and deletes IKE SAs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {IkeUpCommand.class, IkeListCommand.class, IkeDownCommand.class})
final class IkeCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();
}
