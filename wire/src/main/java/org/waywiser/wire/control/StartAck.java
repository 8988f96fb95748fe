package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** The Server's answer to Start-Sessions. RFC 4656 §3.7. */
public record StartAck(Accept accept) implements ControlMessage {
    public static final int LENGTH = 32;
    public static final int BODY_LENGTH = 16;

    public static StartAck read(WireReader in) throws MalformedMessage {
        var accept = new Accept(in.u8());
        in.skip(15); // MBZ
        return new StartAck(accept);
    }

    @Override
    public void write(WireWriter out) {
        out.u8(accept.code()).zeros(15);
    }
}
