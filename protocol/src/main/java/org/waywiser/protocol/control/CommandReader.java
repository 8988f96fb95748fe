package org.waywiser.protocol.control;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.control.IncomingStream;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.ControlMessage;

/** Cuts the stream of one direction into messages: decrypts, finds the length as their octets tell it, checks the HMAC. */
final class CommandReader {
    /** Tells the length of a message from its start. */
    interface BodyLength {
        /**
         * Octets of the body as far as its start tells, without HMAC and a multiple of 16; as many as were given when they are the whole.
         *
         * @param start nothing at first, then as many octets as this wanted
         */
        int of(byte[] start) throws MalformedMessage;
    }

    private final MessageBuffer buffer;
    private final IncomingStream stream;
    private byte[] body = {};

    CommandReader(MessageBuffer buffer, IncomingStream stream) {
        this.buffer = buffer;
        this.stream = stream;
    }

    /** @return the body of the next message, or null while octets are missing */
    byte @Nullable [] next(BodyLength length) throws MalformedMessage, WrongHmac {
        for (int wanted = length.of(body); wanted > body.length; wanted = length.of(body)) {
            byte[] more = part(wanted - body.length);
            if (more == null) return null;
            int had = body.length;
            body = Arrays.copyOf(body, wanted);
            System.arraycopy(more, 0, body, had, more.length);
        }
        if (!end()) return null;
        byte[] whole = body;
        body = new byte[0];
        return whole;
    }

    /** @return the next octets of a message that is too long to be held as a whole, or null while some are missing */
    byte @Nullable [] part(int length) {
        return buffer.size() < length ? null : stream.decrypt(buffer.take(length));
    }

    /** @return whether the HMAC was there, and right */
    boolean end() throws WrongHmac {
        if (buffer.size() < ControlMessage.BLOCK) return false;
        // RFC 4656 §3.2: check before anything of the message is used.
        if (!stream.authentic(buffer.take(ControlMessage.BLOCK))) throw new WrongHmac();
        return true;
    }

    /** The peer does not hold the key, or the octets were changed on the way. */
    static final class WrongHmac extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
