package org.waywiser.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.cli.option.Parameter;
import org.waywiser.keys.connections.HostPort;

/** Which server. */
final class ServerOptions extends Options implements ServerName {
    static final int OWAMP_PORT = 861;
    static final int TWAMP_PORT = 862;

    private final int defaultPort;

    private final Parameter<HostPort> server = parameter(0, new HostPortConverter())
            .label("HOST[:PORT]")
            .help("The server, with the port of the protocol if none is given: 862 for TWAMP, 861 for OWAMP.");

    private final Flag only4 = flag("-4").help("Only IPv4.");

    private final Flag only6 = flag("-6").help("Only IPv6.");

    private final Option<String> source =
            option(String.class, "-S", "--source").label("ADDRESS").help("Local address.");

    /** @param defaultPort of a server that is named without one */
    ServerOptions(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    @Override
    public String host() {
        return server.get().host();
    }

    @Override
    public InetSocketAddress address() throws UserError {
        return find(server.get());
    }

    private InetSocketAddress find(HostPort named) throws UserError {
        return AddressLookup.find(named.orPort(defaultPort), only4.given(), only6.given());
    }

    /** Another server, for which all else is the same. */
    ServerName other(HostPort named) {
        return new ServerName() {
            @Override
            public String host() {
                return named.host();
            }

            @Override
            public InetSocketAddress address() throws UserError {
                return find(named);
            }
        };
    }

    /** The local address to use, null for the system's choice. */
    @Nullable
    InetAddress source() throws UserError {
        return source.given() ? AddressLookup.local(source.get()) : null;
    }
}
