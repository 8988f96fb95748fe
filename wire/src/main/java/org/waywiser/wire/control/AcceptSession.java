package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * The Server's answer to a request for a session. RFC 4656 §3.5, RFC 5357 §3.5.
 *
 * @param port in TWAMP the port that receives the test packets: the one asked for, another one offered, or 0
 */
public record AcceptSession(Accept accept, int port, Sid sid) implements ControlMessage {
    public static final int LENGTH = 48;
    public static final int BODY_LENGTH = 32;

    public AcceptSession {
        Shape.u16("Port", port);
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
        in.skip(12); // MBZ
        return new AcceptSession(accept, port, sid);
    }

    @Override
    public void write(WireWriter out) {
        out.u8(accept.code()).zeros(1).u16(port).octets(sid.octets()).zeros(12);
    }
}
