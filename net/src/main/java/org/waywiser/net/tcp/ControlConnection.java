package org.waywiser.net.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A TCP connection as a stream of octets. One thread reads, any one thread at a time writes. */
public final class ControlConnection implements AutoCloseable {
    /** Most connections only wait, most messages are shorter. */
    private static final int FIRST_PORTION = 256;

    private static final int LARGEST_PORTION = 1 << 14;

    private final Socket socket;
    private final Duration roundTrip;
    private byte[] portion = new byte[FIRST_PORTION];

    ControlConnection(Socket socket) throws IOException {
        this(socket, Duration.ZERO);
    }

    private ControlConnection(Socket socket, Duration roundTrip) throws IOException {
        this.socket = socket;
        this.roundTrip = roundTrip;
        // Control messages are small and awaited: RFC 4656 §3.7 wants the Start-Ack as quickly as possible.
        socket.setTcpNoDelay(true);
    }

    /**
     * Connects to a Server.
     *
     * @param source local address, or null for the system's choice
     * @param dscp Differentiated Services Code Point of all packets of the connection, RFC 5357 §3.1
     * @throws IOException naming the server, if it cannot be reached within the time
     */
    public static ControlConnection connect(
            InetSocketAddress server, @Nullable InetAddress source, int dscp, Duration within) throws IOException {
        var socket = new Socket();
        try {
            if (source != null) socket.bind(new InetSocketAddress(source, 0));
            if (dscp != 0) socket.setTrafficClass(dscp << 2);
            long begin = System.nanoTime();
            socket.connect(server, Math.toIntExact(within.toMillis()));
            return new ControlConnection(socket, Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Waits for octets.
     *
     * @return null at the end of the stream
     */
    public byte @Nullable [] read() throws IOException {
        int count = socket.getInputStream().read(portion);
        if (count < 0) return null;
        byte[] octets = Arrays.copyOf(portion, count);
        // What fills it is a long answer, as of Fetch-Session.
        if (count == portion.length && count < LARGEST_PORTION) portion = new byte[2 * count];
        return octets;
    }

    public void write(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** How long it took to connect, which is at least one round trip; zero where the other end did. */
    public Duration roundTrip() {
        return roundTrip;
    }

    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public InetSocketAddress peer() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /** Ends the stream both ways; a thread in {@link #read} comes back. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody is left to whom a failure to close would matter.
        }
    }
}
