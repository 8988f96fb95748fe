package org.waywiser.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.connections.HostPort;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which server. Add to a command with {@code @Mixin}. */
final class ServerOptions {
    static final int OWAMP_PORT = 861;
    static final int TWAMP_PORT = 862;

    private final int defaultPort;

    @Parameters(
            index = "0",
            paramLabel = "HOST[:PORT]",
            converter = HostPortConverter.class,
            description = "The server, with the port of the protocol if none is given: 862 for TWAMP, 861 for OWAMP.")
    @SuppressWarnings("NullAway.Init") // required
    private HostPort server;

    @Option(names = "-4", description = "Only IPv4.")
    private boolean only4;

    @Option(names = "-6", description = "Only IPv6.")
    private boolean only6;

    @Option(
            names = {"-S", "--source"},
            paramLabel = "ADDRESS",
            description = "Local address.")
    private @Nullable String source;

    /** @param defaultPort of a server that is named without one */
    ServerOptions(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** As the user named it. */
    String host() {
        return server.host();
    }

    /** Its first address of the wanted family. */
    InetSocketAddress address() throws UserError {
        return AddressLookup.find(server.orPort(defaultPort), only4, only6);
    }

    /** The local address to use, null for the system's choice. */
    @Nullable
    InetAddress source() throws UserError {
        return source == null ? null : AddressLookup.local(source);
    }
}
