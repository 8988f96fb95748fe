package org.waywiser.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.UnaryOperator;

/** Somebody on the way between client and Server who changes the first message of each. */
final class Interceptor implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 8, Plans.LOOPBACK);
    private final InetSocketAddress server;
    private final UnaryOperator<byte[]> greeting;
    private final UnaryOperator<byte[]> setUp;

    Interceptor(InetSocketAddress server, UnaryOperator<byte[]> greeting, UnaryOperator<byte[]> setUp)
            throws IOException {
        this.server = server;
        this.greeting = greeting;
        this.setUp = setUp;
        Thread.startVirtualThread(() -> {
            while (!socket.isClosed()) accept();
        });
    }

    InetSocketAddress address() {
        return new InetSocketAddress(Plans.LOOPBACK, socket.getLocalPort());
    }

    private void accept() {
        try (Socket client = socket.accept();
                Socket onward = new Socket(server.getAddress(), server.getPort())) {
            Thread back = Thread.startVirtualThread(() -> forward(onward, client, greeting));
            forward(client, onward, setUp);
            back.join();
        } catch (IOException e) {
            // one end is gone, or the test is over
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forward(Socket from, Socket to, UnaryOperator<byte[]> first) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] octets = new byte[4096];
            int length = in.read(octets);
            // a message of the set-up comes in one segment: nothing follows it before it is answered
            if (length > 0) out.write(first.apply(java.util.Arrays.copyOf(octets, length)));
            for (length = in.read(octets); length > 0; length = in.read(octets)) out.write(octets, 0, length);
            to.shutdownOutput();
        } catch (IOException e) {
            // one end is gone
        }
    }

    /** Takes bits of a 4-octet field away. */
    static UnaryOperator<byte[]> without(int offset, int bits) {
        return octets -> {
            octets[offset + 3] &= (byte) ~bits;
            return octets;
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
