package org.waywiser.cli;

import java.io.IOException;
import org.waywiser.cli.option.Command;
import org.waywiser.keys.connections.InvalidConfiguration;

/** {@code waywiser reload}: has a running server read its policy and passphrases anew. */
final class ReloadCommand extends Command {
    private final ReloadOptions options = with(new ReloadOptions());

    ReloadCommand() {
        super(
                "reload",
                "Has a running 'waywiser serve' read its policy and passphrases anew. No session ends. Files that"
                        + " cannot be used change nothing.");
    }

    @Override
    public Integer call() throws UserError, InvalidConfiguration {
        if (!options.given()) throw new UserError(ExitStatus.USAGE, "which server? Name its --control-socket");
        try {
            out().printf("reloaded: %s%n", ReloadSocket.ask(options.path()));
            out().flush();
            return ExitStatus.MEASURED;
        } catch (IOException e) {
            throw new UserError(
                    ExitStatus.NO_CONNECTION,
                    "no server answers at " + options.path() + ": " + e.getMessage()
                            + "; start it with --control-socket " + options.path());
        }
    }
}
