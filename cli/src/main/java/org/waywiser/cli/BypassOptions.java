package org.waywiser.cli;

import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.node.BypassPort;

/** The port for sessions outside IPsec, in the same words at both ends. */
final class BypassOptions extends Options {
    private final Option<Integer> port = option(new PortRange.Single(), "--bypass-port")
            .label("PORT")
            .alone("" + BypassPort.USUAL)
            .help("UDP port of the server for sessions that bypass IPsec; " + BypassPort.USUAL + " if none is given.");

    private final Option<BypassPort.By> by = option(BypassPort.By.class, "--bypass-by")
            .label("KIND")
            .otherwise("socket")
            .help("What keeps them out of IPsec at this end: socket, a policy of the socket (CAP_NET_ADMIN);"
                    + " policy, policies of the host for that port. Default: ${DEFAULT-VALUE}.");

    /** Only if it is asked for. */
    @Nullable
    BypassPort atServer() throws UserError {
        return port.given() ? of(port.get()) : null;
    }

    /** Whenever a client compares. */
    BypassPort atClient() throws UserError {
        return of(port.orElse(BypassPort.USUAL));
    }

    private BypassPort of(int given) throws UserError {
        if (given == 0) throw new UserError(ExitStatus.USAGE, "--bypass-port must be 1 to 65535");
        return new BypassPort(given, by.get());
    }
}
