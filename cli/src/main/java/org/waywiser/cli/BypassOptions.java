package org.waywiser.cli;

import org.jspecify.annotations.Nullable;
import org.waywiser.node.BypassPort;
import picocli.CommandLine.Option;

/** The port for sessions outside IPsec, in the same words at both ends. Add to a command with {@code @Mixin}. */
final class BypassOptions {
    @Option(
            names = "--bypass-port",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "" + BypassPort.USUAL,
            converter = PortRange.Single.class,
            description =
                    "UDP port of the server for sessions that bypass IPsec; " + BypassPort.USUAL + " if none is given.")
    private @Nullable Integer port;

    @Option(
            names = "--bypass-by",
            paramLabel = "KIND",
            defaultValue = "socket",
            description = "What keeps them out of IPsec at this end: socket, a policy of the socket (CAP_NET_ADMIN);"
                    + " policy, policies of the host for that port. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private BypassPort.By by;

    /** Only if it is asked for. */
    @Nullable
    BypassPort atServer() throws UserError {
        return port == null ? null : of(port);
    }

    /** Whenever a client compares. */
    BypassPort atClient() throws UserError {
        return of(port == null ? BypassPort.USUAL : port);
    }

    private BypassPort of(int given) throws UserError {
        if (given == 0) throw new UserError(ExitStatus.USAGE, "--bypass-port must be 1 to 65535");
        return new BypassPort(given, by);
    }
}
