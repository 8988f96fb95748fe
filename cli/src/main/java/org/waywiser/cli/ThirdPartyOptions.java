package org.waywiser.cli;

import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.connections.HostPort;

/** With which other server a server is to measure. */
final class ThirdPartyOptions extends Options {
    private final Option<HostPort> other = option(new HostPortConverter(), "--third-party")
            .label("HOST[:PORT]")
            .help("Measure between the server and this one instead of between the server and here: --to is from there"
                    + " to the server. Both have to allow each other (serve --third-party).");

    /** The other server, null where this host is the other end. */
    @Nullable
    ServerName beside(ServerOptions server) {
        return other.given() ? server.other(other.get()) : null;
    }
}
