package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Stops all sessions of a TWAMP-Control connection; without the descriptions OWAMP adds. RFC 5357 §3.8.
 *
 * @param sessions how many the Control-Client means to stop, which must be all in progress
 */
public record StopSessions(Accept accept, long sessions) implements ControlMessage {
    public static final int LENGTH = 32;
    public static final int BODY_LENGTH = 16;

    public StopSessions {
        Shape.u32("Number of Sessions", sessions);
    }

    public static StopSessions read(WireReader in) throws MalformedMessage {
        CommandNumber.STOP_SESSIONS.expect(in);
        var accept = new Accept(in.u8());
        in.skip(2); // MBZ
        var sessions = in.u32();
        in.skip(8); // MBZ
        return new StopSessions(accept, sessions);
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.STOP_SESSIONS.number())
                .u8(accept.code())
                .zeros(2)
                .u32(sessions)
                .zeros(8);
    }
}
