package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Ends the connection setup. It has no HMAC of its own: with keys its third block is encrypted, and the next HMAC
 * from the Server covers it. RFC 4656 §3.1, RFC 5357 §3.2.
 *
 * @param serverIv 16 octets
 * @param startTimeNtp when the Server began to run, zero unless Accept is zero
 */
public record ServerStart(Accept accept, Octets serverIv, long startTimeNtp) implements ControlMessage {
    public static final int LENGTH = 48;
    /** Octets before the encrypted third block, which are always in the clear. */
    public static final int CLEAR_LENGTH = 32;

    public ServerStart {
        Shape.length("Server-IV", serverIv, 16);
    }

    /** A refusal, which stays in the clear in every mode. */
    public static ServerStart refusing(Accept accept) {
        return new ServerStart(accept, Octets.zeros(16), 0);
    }

    public static ServerStart read(WireReader in) throws MalformedMessage {
        in.skip(15); // MBZ
        var accept = new Accept(in.u8());
        var serverIv = in.octets(16);
        var startTimeNtp = in.u64();
        in.skip(8); // MBZ
        return new ServerStart(accept, serverIv, startTimeNtp);
    }

    @Override
    public void write(WireWriter out) {
        out.zeros(15).u8(accept.code()).octets(serverIv).u64(startTimeNtp).zeros(8);
    }
}
