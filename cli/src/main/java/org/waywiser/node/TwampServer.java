package org.waywiser.node;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.net.udp.WarmUp;
import org.waywiser.protocol.control.ControlServer;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.protocol.probe.ProbeFeatures;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/** A TWAMP Server with its Session-Reflectors on one TCP and one UDP port. RFC 5357. */
public final class TwampServer implements AutoCloseable {
    /** What there is of TWAMP's features to offer. RFC 5618 §3.1. */
    public static final Modes FEATURES = Modes.INDIVIDUAL_SESSION_CONTROL.or(ProbeFeatures.MODES);

    private static final int PORT_ATTEMPTS = 16;

    private final ControlPort control;
    private final Reflectors reflectors;

    private TwampServer(
            ServerPlan plan, ServerSettings settings, RandomGenerator random, LongSupplier nanoTime, Supplier<Sid> sids)
            throws IOException {
        control = new ControlPort(plan, settings, random, nanoTime, ControlServer::twamp, this::sessionsOf);
        try {
            int port = plan.testPort() == 0 ? control.address().getPort() : plan.testPort();
            reflectors = reflectors(plan, port, sids);
            control.accept();
        } catch (IOException e) {
            control.close();
            throw e;
        }
    }

    private TestSessions sessionsOf(ControlConnection connection, Consumer<ServerInput> later) {
        return new TwampSessions(reflectors, connection, later);
    }

    /**
     * Starts a Server.
     *
     * @param random a cryptographically strong one
     * @throws IOException naming the port that is taken or needs a privilege
     */
    public static TwampServer start(ServerPlan plan, RandomGenerator random) throws IOException {
        return start(plan, plan.settings(WallClock.system().ntp()), random, System::nanoTime);
    }

    /**
     * With other timeouts than the usual ones.
     *
     * @param nanoTime monotonic, in which failed attempts are forgiven
     */
    static TwampServer start(ServerPlan plan, ServerSettings settings, RandomGenerator random, LongSupplier nanoTime)
            throws IOException {
        return start(plan, settings, random, nanoTime, new SidGenerator(random)::next);
    }

    /** With SIDs of one's choice. */
    static TwampServer start(
            ServerPlan plan, ServerSettings settings, RandomGenerator random, LongSupplier nanoTime, Supplier<Sid> sids)
            throws IOException {
        boolean anyPort = plan.control().getPort() == 0 && plan.testPort() == 0;
        for (int attempt = 1; ; attempt++) {
            try {
                var server = new TwampServer(plan, settings, random, nanoTime, sids);
                warmUp(plan.modes());
                return server;
            } catch (IOException e) {
                // A free TCP port may be taken as UDP port: with any port wanted, the next one may be free as both.
                if (!anyPort || attempt == PORT_ATTEMPTS || e instanceof BindException) throw e;
            }
        }
    }

    /** The first packets of the first client shall be reflected as fast as all others. */
    private static void warmUp(Modes modes) {
        var done = CompletableFuture.<Void>completedFuture(null);
        var wanted = EnumSet.noneOf(ProbeMode.class);
        for (Modes mode : List.of(Modes.UNAUTHENTICATED, Modes.AUTHENTICATED, Modes.ENCRYPTED, Modes.MIXED)) {
            if (modes.contains(mode)) wanted.add(ProbeMode.of(mode));
        }
        for (ProbeMode mode : wanted) done = done.thenCompose(_ -> WarmUp.begin(mode));
    }

    /** Where clients connect to. */
    public InetSocketAddress controlAddress() {
        return control.address();
    }

    /** Where test packets go. */
    public InetSocketAddress testAddress() {
        return reflectors.address();
    }

    /** Where those go that bypass IPsec; empty without a port for them. */
    public List<InetSocketAddress> bypassAddresses() {
        return reflectors.bypassAddresses();
    }

    /** Modes of the greeting. */
    public Modes offered() {
        return control.offered();
    }

    /** Control connections now. */
    int connections() {
        return control.connections();
    }

    /** Test sessions accepted and not yet ended, on all ports. */
    int sessions() {
        return reflectors.sessions();
    }

    private static Reflectors reflectors(ServerPlan plan, int port, Supplier<Sid> sids) throws IOException {
        InetAddress local = plan.control().getAddress();
        UdpSocket socket = testSocket(local, port);
        try {
            return new Reflectors(socket, BypassReflectors.open(local, plan.bypass()), plan, sids);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static UdpSocket testSocket(InetAddress address, int port) throws IOException {
        if (!address.isAnyLocalAddress()) return UdpSocket.open(new InetSocketAddress(address, port));
        try {
            // The IPv6 wildcard hears IPv4 too.
            return UdpSocket.open(new InetSocketAddress(InetAddress.getByName("::"), port));
        } catch (IOException e) {
            return UdpSocket.open(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port));
        }
    }

    /** Closes all connections and sessions. */
    @Override
    public void close() throws IOException {
        control.close();
        reflectors.close();
    }
}
