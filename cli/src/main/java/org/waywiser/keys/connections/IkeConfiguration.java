package org.waywiser.keys.connections;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    private static final int MAX_OCTETS = 1 << 20;

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
        var problems = new Problems(file.toString());
        try {
            return new ConfigurationReader(file, problems).read(YamlNode.read(text(file)));
        } catch (YamlNode.NotYaml e) {
            problems.add(e.place(), "", String.valueOf(e.getMessage()));
            problems.throwIfAny();
            throw new IllegalStateException(e);
        }
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

    private static String text(Path file) throws InvalidConfiguration {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) throw unusable(file, "is larger than " + MAX_OCTETS + " octets");
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (NoSuchFileException e) {
            throw unusable(file, "does not exist");
        } catch (AccessDeniedException e) {
            throw unusable(file, "may not be read by this user");
        } catch (CharacterCodingException e) {
            throw unusable(file, "is not UTF-8");
        } catch (IOException e) {
            throw unusable(file, "cannot be read: " + e.getMessage());
        }
    }

    private static InvalidConfiguration unusable(Path file, String why) {
        return new InvalidConfiguration(List.of(file + ": " + why));
    }
}
