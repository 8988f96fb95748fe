package org.waywiser.cli;

import org.waywiser.cli.option.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code waywiser ike}: holds what can be done with IKE SAs. */
final class IkeCommand {
    private IkeCommand() {}

    static CommandSpec spec() {
        return Command.holding("ike", "Sets up, lists and deletes IKE SAs.")
                .addSubcommand("up", new IkeUpCommand().spec())
                .addSubcommand("list", new IkeListCommand().spec())
                .addSubcommand("down", new IkeDownCommand().spec());
    }
}
