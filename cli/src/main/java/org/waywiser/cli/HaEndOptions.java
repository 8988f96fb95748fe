package org.waywiser.cli;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.connections.HostPort;

/** The two ends of what strongSwan tells. */
final class HaEndOptions extends Options {
    private static final int PORT = 4510;

    private final Option<HostPort> local = option(new HostPortConverter(), "--ha-local")
            .label("ADDRESS[:PORT]")
            .help("Where strongSwan tells of its SAs from: local in its plugin ha. Default: 127.0.0.1:4510.");

    private final Option<HostPort> remote = option(new HostPortConverter(), "--ha-remote")
            .label("ADDRESS[:PORT]")
            .help("Where it is listened to: remote in the plugin ha. Default: 127.0.0.2:4510.");

    /** Whether either was. */
    boolean given() {
        return local.given() || remote.given();
    }

    InetSocketAddress local() throws UserError {
        return address(local.orNull(), "127.0.0.1");
    }

    InetSocketAddress remote() throws UserError {
        return address(remote.orNull(), "127.0.0.2");
    }

    private static InetSocketAddress address(@Nullable HostPort given, String otherwise) throws UserError {
        HostPort end = (given == null ? new HostPort(otherwise, 0) : given).orPort(PORT);
        return new InetSocketAddress(AddressLookup.local(end.host()), end.port());
    }
}
