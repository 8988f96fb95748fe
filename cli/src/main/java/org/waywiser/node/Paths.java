package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.xfrm.KernelDatabases;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.net.udp.Route;
import org.waywiser.protocol.path.Databases;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.PathReport.Source;
import org.waywiser.protocol.path.Protection;
import org.waywiser.protocol.path.Way;
import org.waywiser.wire.Octets;

/**
 * What protects paths at one time: the kernel is asked once.
 *
 * @param databases of the kernel, if this process may read them
 * @param why it may not; empty if it may
 * @param agent to ask in that case
 */
public record Paths(Optional<Databases> databases, String why, Optional<Path> agent) {
    static Paths now(Optional<Path> agent) {
        try {
            return new Paths(Optional.of(KernelDatabases.read()), "", agent);
        } catch (IOException e) {
            return new Paths(Optional.empty(), String.valueOf(e.getMessage()), agent);
        }
    }

    /**
     * Looks at one. No packet is sent.
     *
     * @param server address and port of TWAMP-Control
     * @param reflector address and port that test packets go to
     * @param localPort UDP port they come from, 0 where it is not known yet
     */
    public PathReport find(InetSocketAddress server, InetSocketAddress reflector, int localPort) {
        Octets there = Octets.of(reflector.getAddress().getAddress());
        var control = new Flow(Octets.zeros(there.length()), 0, there, server.getPort(), Flow.TCP);
        var test = new Flow(Octets.zeros(there.length()), localPort, there, reflector.getPort(), Flow.UDP);
        var unknown = new PathMtu(PathMtu.UNKNOWN, PathMtu.UNKNOWN);
        Route route;
        try {
            route = Route.to(reflector);
        } catch (SystemCallException e) {
            String note = String.valueOf(e.getMessage());
            // So says connect(2) where a policy discards what it would send.
            return e.errno() == Errno.EPERM
                    ? blocked(control, test, unknown, note)
                    : PathReport.ofMtu(control, test, unknown, note);
        } catch (IOException e) {
            return PathReport.ofMtu(control, test, unknown, String.valueOf(e.getMessage()));
        }
        Octets here = Octets.of(route.local().getAddress());
        var mtu = new PathMtu(route.pathMtu(), route.linkMtu() == Route.UNKNOWN ? PathMtu.UNKNOWN : route.linkMtu());
        PathReport path = look(control.from(here), test.from(here), mtu);
        if (databases.isPresent() && path.clear() && route.tunnel()) {
            path = negotiated(control.from(here), test.from(here), mtu).orElse(path);
        }
        return path.leavingBy(route.device(), route.tunnel());
    }

    /** What a tunnel device does to packets that the kernel leaves clear, where an agent knows. */
    private Optional<PathReport> negotiated(Flow control, Flow test, PathMtu mtu) {
        if (agent.isEmpty()) return Optional.empty();
        try (var client = new AgentClient(agent.get())) {
            return Optional.of(client.path(control, test, mtu)).filter(path -> path.source() == Source.HA);
        } catch (AgentFailure e) {
            return Optional.empty();
        }
    }

    private PathReport look(Flow control, Flow test, PathMtu mtu) {
        if (databases.isPresent()) return PathReport.of(Source.KERNEL, databases.get(), control, test, mtu);
        if (agent.isEmpty()) return PathReport.ofMtu(control, test, mtu, why);
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
