package org.waywiser.keys.agent;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Says to an agent what a test wants it to hear, frames or not. */
final class RawAgentClient implements AutoCloseable {
    private final SocketChannel channel;

    RawAgentClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    RawAgentClient greet() throws IOException {
        say("{\"request\":\"hello\",\"version\":1}");
        if (!hear().contains("\"version\":1")) throw new AssertionError("not greeted");
        return this;
    }

    void say(String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        octets(ByteBuffer.allocate(4 + octets.length)
                .putShort((short) octets.length)
                .putShort((short) 0)
                .put(octets)
                .array());
    }

    void octets(byte... octets) throws IOException {
        var buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    void saysNoMore() throws IOException {
        channel.shutdownOutput();
    }

    /** The text of the next message; empty at the end. */
    String hear() throws IOException {
        var in = Channels.newInputStream(channel);
        byte[] header = in.readNBytes(4);
        if (header.length < 4) return "";
        var lengths = ByteBuffer.wrap(header);
        byte[] text = in.readNBytes(Short.toUnsignedInt(lengths.getShort()));
        in.skipNBytes(Short.toUnsignedInt(lengths.getShort()));
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
