package org.waywiser.net.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Accepts control connections and gives each a virtual thread of its own. */
public final class ControlListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlListener.class.getName());
    private static final int BACKLOG = 1024;

    /** Serves one connection, on its own thread, until it is over. */
    public interface Handler {
        void serve(ControlConnection connection) throws IOException;
    }

    /**
     * Connections served at once.
     *
     * @param perAddress from one IPv4 address, or from one IPv6 network of 64 bits
     */
    public record Caps(int most, int perAddress) {}

    private final ServerSocket server;
    private final Supplier<Caps> caps;
    private final Handler handler;
    private final Handler overload;
    private final Set<ControlConnection> open = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> origins = new ConcurrentHashMap<>();
    private final Thread acceptor;
    private volatile boolean closing;

    private ControlListener(ServerSocket server, Supplier<Caps> caps, Handler handler, Handler overload) {
        this.server = server;
        this.caps = caps;
        this.handler = handler;
        this.overload = overload;
        this.acceptor = Thread.ofVirtual().name("control-listener").unstarted(this::acceptAll);
    }

    /**
     * Listens; connections wait until {@link #accept} is called.
     *
     * @param address port 0 takes any free one
     * @param caps asked for each connection
     * @param overload tells a client beyond them that there is no room
     * @throws IOException if the address cannot be bound
     */
    public static ControlListener open(
            InetSocketAddress address, Supplier<Caps> caps, Handler handler, Handler overload) throws IOException {
        var server = new ServerSocket();
        try {
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new ControlListener(server, caps, handler, overload);
    }

    /** Serves connections from now on; once. */
    public void accept() {
        acceptor.start();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Connections served now. */
    public int connections() {
        return open.size();
    }

    private void acceptAll() {
        while (!closing) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("control-connection").start(() -> serve(socket));
            } catch (IOException e) {
                if (!closing) LOG.log(System.Logger.Level.WARNING, "accepting a connection failed: " + e.getMessage());
                // Out of file descriptors, most likely: give connections a moment to end instead of spinning.
                if (!closing) pause();
            }
        }
    }

    private void serve(Socket socket) {
        try (var connection = new ControlConnection(socket)) {
            open.add(connection);
            InetAddress origin = Origin.of(connection.peer().getAddress());
            int fromThere = origins.merge(origin, 1, Integer::sum);
            try {
                if (closing) return;
                Caps now = caps.get();
                boolean room = open.size() <= now.most() && fromThere <= now.perAddress();
                (room ? handler : overload).serve(connection);
            } finally {
                origins.computeIfPresent(origin, (_, all) -> all == 1 ? null : all - 1);
                open.remove(connection);
            }
        } catch (IOException e) {
            if (!closing) LOG.log(System.Logger.Level.DEBUG, "control connection ended: " + e.getMessage());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() throws IOException {
        closing = true;
        server.close();
        open.forEach(ControlConnection::close);
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
