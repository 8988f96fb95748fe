package org.waywiser.protocol.control;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.control.IncomingStream;

/** Cuts the stream of one direction into messages: decrypts, finds the length from the first block, checks the HMAC. */
final class CommandReader {
    private static final int BLOCK = 16;

    /** Tells the length of a message's body, without HMAC and a multiple of 16, from its first block. */
    interface BodyLength {
        int of(byte[] firstBlock);
    }

    private final MessageBuffer buffer;
    private final IncomingStream stream;
    private final BodyLength length;
    private byte @Nullable [] body;

    CommandReader(MessageBuffer buffer, IncomingStream stream, BodyLength length) {
        this.buffer = buffer;
        this.stream = stream;
        this.length = length;
    }

    /**
     *
     *
     * @return the body of the next message, or null while octets are missing
     */
    byte @Nullable [] next() throws WrongHmac {
        byte[] head = body;
        if (head == null) {
            if (buffer.size() < BLOCK) return null;
            head = stream.decrypt(buffer.take(BLOCK));
            body = head;
        }
        int missing = length.of(head) - BLOCK;
        if (buffer.size() < missing + BLOCK) return null;
        byte[] whole = Arrays.copyOf(head, BLOCK + missing);
        if (missing > 0) System.arraycopy(stream.decrypt(buffer.take(missing)), 0, whole, BLOCK, missing);
        body = null;
        // RFC 4656 §3.2: check before anything of the message is used.
        if (!stream.authentic(buffer.take(BLOCK))) throw new WrongHmac();
        return whole;
    }

    /** The peer does not hold the key, or the octets were changed on the way. */
    static final class WrongHmac extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
