package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands before a Server; the control connection fails once the Server has answered Start-Sessions. */
final class FailingPeer implements AutoCloseable {
    /** How it fails. */
    enum Fault {
        /** It ends. */
        CUT,
        /** It stays, and nothing comes through it any more. */
        SILENT
    }

    private static final int START_SESSIONS = 2;
    private static final int COMMAND = 32;

    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    private final InetSocketAddress server;
    private final Fault fault;
    private final AtomicBoolean starting = new AtomicBoolean();

    FailingPeer(InetSocketAddress server, Fault fault) throws IOException {
        this.server = server;
        this.fault = fault;
        Thread.startVirtualThread(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        try (Socket client = socket.accept();
                Socket onward = new Socket(server.getAddress(), server.getPort())) {
            Thread.startVirtualThread(() -> forward(client, onward));
            byte[] octets = new byte[4096];
            while (true) {
                int length = onward.getInputStream().read(octets);
                if (length < 0) return;
                client.getOutputStream().write(octets, 0, length);
                if (!starting.get()) continue;
                if (fault == Fault.SILENT) onward.getInputStream().readAllBytes();
                return;
            }
        } catch (IOException e) {
            // One end is gone, or the test is over.
        }
    }

    /** In open mode a command comes in one segment. */
    private void forward(Socket client, Socket onward) {
        try {
            byte[] octets = new byte[4096];
            while (true) {
                int length = client.getInputStream().read(octets);
                if (length < 0 || starting.get() && fault == Fault.SILENT) return;
                if (length == COMMAND && octets[0] == START_SESSIONS) starting.set(true);
                onward.getOutputStream().write(Arrays.copyOf(octets, length));
            }
        } catch (IOException e) {
            // One end is gone.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
