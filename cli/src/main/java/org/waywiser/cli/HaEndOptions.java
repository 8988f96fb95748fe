package org.waywiser.cli;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.connections.HostPort;
import picocli.CommandLine.Option;

/** The two ends of what strongSwan tells. Add to a command with {@code @Mixin}. */
final class HaEndOptions {
    private static final int PORT = 4510;

    @Option(
            names = "--ha-local",
            paramLabel = "ADDRESS[:PORT]",
            converter = HostPortConverter.class,
            description = "Where strongSwan tells of its SAs from: local in its plugin ha. Default: 127.0.0.1:4510.")
    private @Nullable HostPort local;

    @Option(
            names = "--ha-remote",
            paramLabel = "ADDRESS[:PORT]",
            converter = HostPortConverter.class,
            description = "Where it is listened to: remote in the plugin ha. Default: 127.0.0.2:4510.")
    private @Nullable HostPort remote;

    /** Whether either was. */
    boolean given() {
        return local != null || remote != null;
    }

    InetSocketAddress local() throws UserError {
        return address(local, "127.0.0.1");
    }

    InetSocketAddress remote() throws UserError {
        return address(remote, "127.0.0.2");
    }

    private static InetSocketAddress address(@Nullable HostPort given, String otherwise) throws UserError {
        HostPort end = (given == null ? new HostPort(otherwise, 0) : given).orPort(PORT);
        return new InetSocketAddress(AddressLookup.local(end.host()), end.port());
    }
}
