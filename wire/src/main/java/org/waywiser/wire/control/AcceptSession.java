package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * The Server's answer to a request for a session. RFC 4656 §3.5, RFC 5357 §3.5, RFC 6038 §4.3.
 *
 * @param port in TWAMP the port that receives the test packets: the one asked for, another one offered, or 0
 * @param reflectedOctets the two octets that the request wants reflected; must be zero, and mean nothing, without Reflect Octets
 * @param serverOctets two octets to start the padding to be reflected with, 0 for none; likewise
 */
public record AcceptSession(Accept accept, int port, Sid sid, int reflectedOctets, int serverOctets)
        implements ControlMessage {
    public static final int LENGTH = 48;
    public static final int BODY_LENGTH = 32;

    public AcceptSession {
        Shape.u16("Port", port);
        Shape.u16("Reflected octets", reflectedOctets);
        Shape.u16("Server octets", serverOctets);
    }

    /** An answer that reflects nothing. */
    public AcceptSession(Accept accept, int port, Sid sid) {
        this(accept, port, sid, 0, 0);
    }

    /** A refusal that offers no other port. */
    public static AcceptSession refusing(Accept accept) {
        return new AcceptSession(accept, 0, Sid.NONE);
    }

    public static AcceptSession read(WireReader in) throws MalformedMessage {
        var accept = new Accept(in.u8());
        in.skip(1); // MBZ
        var port = in.u16();
        var sid = Sid.read(in);
        var reflectedOctets = in.u16();
        var serverOctets = in.u16();
        in.skip(8); // MBZ
        return new AcceptSession(accept, port, sid, reflectedOctets, serverOctets);
    }

    @Override
    public void write(WireWriter out) {
        out.u8(accept.code())
                .zeros(1)
                .u16(port)
                .octets(sid.octets())
                .u16(reflectedOctets)
                .u16(serverOctets)
                .zeros(8);
    }
}
