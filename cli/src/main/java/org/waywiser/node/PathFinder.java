package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.xfrm.KernelDatabases;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.net.udp.Route;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.PathReport.Source;
import org.waywiser.protocol.path.Protection;
import org.waywiser.protocol.path.Way;
import org.waywiser.wire.Octets;

/** Learns what protects the path to a peer: from the kernel, else from an agent that may ask it, else from what the MTU gives away. */
public final class PathFinder implements ProtectedPath {
    private final Optional<Path> agent;

    /** @param agent socket of the agent to ask where the kernel tells nothing */
    public PathFinder(Optional<Path> agent) {
        this.agent = agent;
    }

    /**
     * Looks now. No packet is sent.
     *
     * @param server address and port of TWAMP-Control
     * @param reflector address and port that test packets go to
     * @param localPort UDP port they come from, 0 where it is not known yet
     */
    public PathReport find(InetSocketAddress server, InetSocketAddress reflector, int localPort) {
        Octets there = Octets.of(reflector.getAddress().getAddress());
        Octets here = Octets.zeros(there.length());
        var mtu = new PathMtu(PathMtu.UNKNOWN, PathMtu.UNKNOWN);
        Optional<Protection> refused = Optional.empty();
        String note = "";
        try {
            Route route = Route.to(reflector);
            here = Octets.of(route.local().getAddress());
            mtu = new PathMtu(route.pathMtu(), route.linkMtu() == Route.UNKNOWN ? PathMtu.UNKNOWN : route.linkMtu());
        } catch (SystemCallException e) {
            // So says connect(2) where a policy discards what it would send.
            if (e.errno() == Errno.EPERM) refused = Optional.of(Protection.BLOCKED);
            note = String.valueOf(e.getMessage());
        } catch (IOException e) {
            note = String.valueOf(e.getMessage());
        }
        var control = new Flow(here, 0, there, server.getPort(), Flow.TCP);
        var test = new Flow(here, localPort, there, reflector.getPort(), Flow.UDP);
        if (refused.isPresent()) return blocked(control, test, mtu, note);
        return note.isEmpty() ? look(control, test, mtu) : PathReport.ofMtu(control, test, mtu, note);
    }

    @Override
    public Optional<String> objection(InetAddress local, InetAddress peer) {
        // Ports of either end are not known: a policy for single ports protects too little.
        PathReport path = find(new InetSocketAddress(peer, 0), new InetSocketAddress(peer, 0), 0);
        boolean authenticated = path.ways().stream()
                .map(Way::protection)
                .allMatch(protection -> protection == Protection.ENCRYPTED || protection == Protection.AUTHENTICATED);
        return authenticated
                ? Optional.empty()
                : Optional.of("the path to " + peer.getHostAddress() + " is "
                        + path.protection().words()
                        + (path.note().isEmpty() ? "" : ": " + path.note()));
    }

    private PathReport look(Flow control, Flow test, PathMtu mtu) {
        String note;
        try {
            return KernelDatabases.ask(databases -> PathReport.of(Source.KERNEL, databases, control, test, mtu));
        } catch (IOException e) {
            note = String.valueOf(e.getMessage());
        }
        if (agent.isEmpty()) return PathReport.ofMtu(control, test, mtu, note);
        try (var client = new AgentClient(agent.get())) {
            return client.path(control, test, mtu);
        } catch (AgentFailure e) {
            return PathReport.ofMtu(control, test, mtu, String.valueOf(e.getMessage()));
        }
    }

    private static PathReport blocked(Flow control, Flow test, PathMtu mtu, String note) {
        Way unknown = Way.of(test.reversed(), Protection.UNKNOWN);
        return new PathReport(
                Source.MTU,
                Way.of(control, Protection.UNKNOWN),
                unknown,
                Way.of(test, Protection.BLOCKED),
                unknown,
                mtu,
                note);
    }
}
