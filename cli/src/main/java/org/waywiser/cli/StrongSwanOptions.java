package org.waywiser.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.connections.HostPort;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.keys.strongswan.HaPeer;
import picocli.CommandLine.Option;

/** The strongSwan on this machine as a key source. Add to a command with {@code @Mixin}. */
final class StrongSwanOptions {
    private static final int PORT = 4510;

    @Option(
            names = "--ha-local",
            paramLabel = "ADDRESS[:PORT]",
            converter = HostPortConverter.class,
            description =
                    "strongSwan's end of --key-source strongswan: local in its plugin ha. Default: 127.0.0.1:4510.")
    private @Nullable HostPort local;

    @Option(
            names = "--ha-remote",
            paramLabel = "ADDRESS[:PORT]",
            converter = HostPortConverter.class,
            description = "Our end of it: remote in the plugin ha. Default: 127.0.0.2:4510.")
    private @Nullable HostPort remote;

    @Option(
            names = "--ha-resync",
            description = "Ask strongSwan once for the SAs it has already; it rekeys all its child SAs for that.")
    private boolean resync;

    OwnSource start(IkeOptions ike) throws UserError {
        if (ike.configured()) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "strongSwan has its own credentials: leave out --ike-psk-file, --ike-cert and --config, or take"
                            + " --key-source embedded");
        }
        try {
            var here = address(remote, "127.0.0.2");
            return new StrongSwanSource(HaPeer.start(address(local, "127.0.0.1"), here, ike.postQuantumKeys(), resync));
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        } catch (IOException e) {
            throw UserError.of(ExitStatus.NO_CONNECTION, e);
        }
    }

    /** @throws UserError if they were given for another key source */
    void requireUnused() throws UserError {
        if (local == null && remote == null && !resync) return;
        throw new UserError(
                ExitStatus.USAGE, "--ha-local, --ha-remote and --ha-resync are for --key-source strongswan");
    }

    private static InetSocketAddress address(@Nullable HostPort given, String otherwise) throws UserError {
        HostPort end = (given == null ? new HostPort(otherwise, 0) : given).orPort(PORT);
        return new InetSocketAddress(AddressLookup.local(end.host()), end.port());
    }
}
