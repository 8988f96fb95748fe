package org.waywiser.cli;

import java.net.InetSocketAddress;
import org.waywiser.keys.connections.HostPort;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which server. Add to a command with {@code @Mixin}. */
final class ServerOptions {
    private static final int TWAMP_PORT = 862;

    @Parameters(
            paramLabel = "HOST[:PORT]",
            converter = HostPortConverter.class,
            description = "The server; port 862 if none is given.")
    @SuppressWarnings("NullAway.Init") // required
    private HostPort server;

    @Option(names = "-4", description = "Only IPv4.")
    private boolean only4;

    @Option(names = "-6", description = "Only IPv6.")
    private boolean only6;

    /** As the user named it. */
    String host() {
        return server.host();
    }

    /** Its first address of the wanted family. */
    InetSocketAddress address() throws UserError {
        return AddressLookup.find(server.orPort(TWAMP_PORT), only4, only6);
    }
}
