package org.waywiser.keys.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** Carries datagrams between one client and a server under an address of its own each way, and drops those longer than 548 octets. */
final class Relay implements AutoCloseable {
    private static final int LONGEST = 576 - 28;

    private final DatagramChannel inside;
    private final DatagramChannel outside;
    private volatile InetSocketAddress client = new InetSocketAddress(0);
    private int longest;
    private int carried;

    Relay(InetSocketAddress server) throws IOException {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        inside = DatagramChannel.open().bind(loopback);
        outside = DatagramChannel.open().bind(loopback).connect(server);
        Thread.ofVirtual().start(() -> run(inside, true));
        Thread.ofVirtual().start(() -> run(outside, false));
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) inside.getLocalAddress();
    }

    synchronized int longest() {
        return longest;
    }

    synchronized int carried() {
        return carried;
    }

    private void run(DatagramChannel from, boolean outwards) {
        var datagram = ByteBuffer.allocate(1 << 16);
        try {
            while (true) {
                datagram.clear();
                var sender = (InetSocketAddress) from.receive(datagram);
                datagram.flip();
                if (datagram.remaining() > LONGEST) continue;
                note(datagram.remaining());
                if (outwards) {
                    client = sender;
                    outside.write(datagram);
                } else {
                    inside.send(datagram, client);
                }
            }
        } catch (ClosedChannelException e) {
            // the end
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void note(int octets) {
        longest = Math.max(longest, octets);
        carried++;
    }

    @Override
    public void close() throws IOException {
        inside.close();
        outside.close();
    }
}
