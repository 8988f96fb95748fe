package org.waywiser.keys.agent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message: text length (2 octets), key length (2), a JSON object, the octets of a key. Keys are not part of the text, since text
 * cannot be wiped; and lengths of two octets bound what either end has to hold.
 *
 * @param key the holder's own; null in all messages but the answer to a derive request
 */
record Frame(ObjectNode text, @Nullable Secret key) {
    static final int MAX_TEXT = 0xffff;
    static final int MAX_KEY = 1024;

    private static final int MAX_DEPTH = 8;
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build());

    /** What came is no message. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** Loads all that reading and writing JSON needs. */
    static void prepare() {
        var _ = JSON.readTree(JSON.writeValueAsBytes(object().put("ready", true)));
    }

    static Frame of(ObjectNode text) {
        return new Frame(text, null);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Writes the message and wipes its key. */
    void write(WritableByteChannel out) throws IOException {
        byte[] octets = JSON.writeValueAsBytes(text);
        byte[] secret = key == null ? new byte[0] : key.toByteArray();
        if (octets.length > MAX_TEXT || secret.length > MAX_KEY) throw new IllegalStateException("message too long");
        byte[] all = new byte[4 + octets.length + secret.length];
        var buffer = ByteBuffer.wrap(all);
        buffer.putShort((short) octets.length)
                .putShort((short) secret.length)
                .put(octets)
                .put(secret)
                .flip();
        try {
            while (buffer.hasRemaining()) out.write(buffer);
        } finally {
            Arrays.fill(all, (byte) 0);
            Arrays.fill(secret, (byte) 0);
            if (key != null) key.wipe();
        }
    }

    /**
     * Reads one message; null where the stream ends before one.
     *
     * @param longest text to accept, in octets
     * @throws Malformed if it is none
     */
    static @Nullable Frame read(ReadableByteChannel in, int longest, boolean keyed) throws IOException {
        var header = ByteBuffer.allocate(4);
        if (!fill(in, header)) return null;
        int textLength = Short.toUnsignedInt(header.getShort(0));
        int keyLength = Short.toUnsignedInt(header.getShort(2));
        if (textLength > longest) throw new Malformed("a message of " + textLength + " octets is too long");
        if (keyLength > (keyed ? MAX_KEY : 0)) throw new Malformed("a key where none belongs");
        var body = ByteBuffer.allocate(textLength + keyLength);
        if (!fill(in, body) && body.hasRemaining()) throw new EOFException("the message is cut off");
        byte[] octets = body.array();
        try {
            if (!(JSON.readTree(octets, 0, textLength) instanceof ObjectNode text)) {
                throw new Malformed("not a JSON object");
            }
            byte[] secret = Arrays.copyOfRange(octets, textLength, octets.length);
            return new Frame(text, secret.length == 0 ? null : Secret.owning(secret));
        } catch (JacksonException e) {
            // its message may quote what came
            throw new Malformed("not JSON");
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /** Whether all of it came; false at the end of the stream. */
    private static boolean fill(ReadableByteChannel in, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                if (buffer.position() == 0) return false;
                throw new EOFException("the message is cut off");
            }
        }
        return true;
    }
}
