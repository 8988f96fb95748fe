package org.waywiser.cli;

import java.nio.file.Path;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;

/** Where a server hears what it is to do. */
final class ReloadOptions extends Options {
    private final Option<Path> socket = option(Path.class, "--control-socket")
            .label("PATH")
            .help("Socket at which the server can be told to read its policy and passphrases anew.");

    boolean given() {
        return socket.given();
    }

    Path path() {
        return socket.get();
    }
}
