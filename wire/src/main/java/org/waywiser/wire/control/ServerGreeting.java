package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * First message on a control connection, Server to Control-Client. RFC 4656 §3.1.
 *
 * @param challenge 16 octets
 * @param salt 16 octets
 * @param count iterations of PBKDF2, as sent: whether they are acceptable is not judged here
 */
public record ServerGreeting(Modes modes, Octets challenge, Octets salt, long count) implements ControlMessage {
    public static final int LENGTH = 64;

    public ServerGreeting {
        Shape.length("Challenge", challenge, 16);
        Shape.length("Salt", salt, 16);
        Shape.u32("Count", count);
    }

    public static ServerGreeting read(WireReader in) throws MalformedMessage {
        in.skip(12); // Unused
        return readFromModes(in);
    }

    /** What comes after the octets that are unused here, and name an SA in a {@link DraftGreeting}. */
    static ServerGreeting readFromModes(WireReader in) throws MalformedMessage {
        var modes = new Modes(in.u32());
        var challenge = in.octets(16);
        var salt = in.octets(16);
        var count = in.u32();
        in.skip(12); // MBZ
        return new ServerGreeting(modes, challenge, salt, count);
    }

    @Override
    public void write(WireWriter out) {
        out.zeros(12);
        writeFromModes(out);
    }

    void writeFromModes(WireWriter out) {
        out.u32(modes.bits()).octets(challenge).octets(salt).u32(count).zeros(12);
    }
}
