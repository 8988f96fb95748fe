package org.waywiser.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.Protection;
import org.waywiser.protocol.path.Way;

/** Learns what protects the path to a peer: from the kernel, else from an agent that may ask it, else from what the MTU gives away. */
public final class PathFinder implements ProtectedPath {
    private final Optional<Path> agent;

    /** @param agent socket of the agent to ask where the kernel tells nothing */
    public PathFinder(Optional<Path> agent) {
        this.agent = agent;
    }

    /** What there is now, for any number of paths. */
    public Paths now() {
        return Paths.now(agent);
    }

    /**
     * Looks now. No packet is sent.
     *
     * @param server address and port of TWAMP-Control, and of test packets
     */
    public PathReport find(InetSocketAddress server) {
        return now().find(server, server, 0);
    }

    @Override
    public Optional<String> objection(InetAddress local, InetAddress peer) {
        // Ports of either end are not known: a policy for single ports protects too little.
        PathReport path = find(new InetSocketAddress(peer, 0));
        boolean authenticated = path.ways().stream()
                .map(Way::protection)
                .allMatch(protection -> protection == Protection.ENCRYPTED || protection == Protection.AUTHENTICATED);
        if (authenticated && path.required()) return Optional.empty();
        return Optional.of("the path to " + peer.getHostAddress() + " is "
                + path.protection().words()
                + (authenticated ? ", though no policy insists on it" : "")
                + (path.note().isEmpty() ? "" : ": " + path.note()));
    }
}
