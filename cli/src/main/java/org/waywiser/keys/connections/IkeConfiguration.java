package org.waywiser.keys.connections;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.protocol.ike.IkeResponder;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.protocol.ike.IkeSettings.Defence;
import org.waywiser.protocol.ike.IkeSettings.Network;

/**
 * The section {@code ike} of a configuration file.
 *
 * @param listen local addresses; none for all
 * @param port own UDP port
 * @param network with the port for NATs, if that is another than the usual one
 * @param connections in the order of the file, which decides where several fit a peer
 * @param certificates our own, of all connections
 */
public record IkeConfiguration(
        List<InetAddress> listen,
        OptionalInt port,
        Network network,
        Defence defence,
        List<IkeConnection> connections,
        List<CertifiedKey> certificates) {
    public IkeConfiguration {
        listen = List.copyOf(listen);
        connections = List.copyOf(connections);
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads a file and all that it refers to, relative to its folder.
     *
     * @throws InvalidConfiguration with everything that is wrong
     */
    public static IkeConfiguration read(Path file) throws InvalidConfiguration {
        return YamlFile.read(file, (root, problems) -> new ConfigurationReader(file, problems).read(root));
    }

    /** The connection of that name, or else the first with that peer. */
    public Optional<IkeConnection> find(String nameOrHost) {
        return connections.stream()
                .filter(c -> c.name().equals(nameOrHost))
                .findFirst()
                .or(() -> connections.stream()
                        .filter(c -> c.peer().isPresent()
                                && c.peer().get().getHostString().equals(nameOrHost))
                        .findFirst());
    }

    /** How an engine has to behave that answers like that. */
    public IkeSettings settings(IkeResponder answering) {
        return IkeSettings.defaults(answering).withNetwork(network).withDefence(defence);
    }

    /** Answers the peers of all connections; looks up where they are usually found. */
    public IkeResponder responder() {
        return new IkeResponder(connections.stream()
                .map(c -> new IkeResponder.Rule(addresses(c), c.policy()))
                .toList());
    }

    private static Set<InetAddress> addresses(IkeConnection connection) {
        try {
            return connection.peer().isEmpty()
                    ? Set.of()
                    : Set.copyOf(Arrays.asList(
                            InetAddress.getAllByName(connection.peer().get().getHostString())));
        } catch (UnknownHostException e) {
            // it only orders the connections: a peer is known by its identity
            return Set.of();
        }
    }
}
