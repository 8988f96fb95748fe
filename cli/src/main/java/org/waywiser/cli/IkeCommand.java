package org.waywiser.cli;

import picocli.CommandLine.Command;

/** {@code waywiser ike}: holds what can be done with IKE SAs. */
@Command(
        name = "ike",
        description = "Sets up IKE SAs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {IkeUpCommand.class})
final class IkeCommand {}
