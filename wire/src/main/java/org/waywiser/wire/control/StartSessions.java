package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Starts all sessions accepted so far. RFC 4656 §3.7. */
public record StartSessions() implements ControlMessage {
    public static final int LENGTH = 32;
    public static final int BODY_LENGTH = 16;

    public static StartSessions read(WireReader in) throws MalformedMessage {
        CommandNumber.START_SESSIONS.expect(in);
        in.skip(15); // MBZ
        return new StartSessions();
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.START_SESSIONS.number()).zeros(15);
    }
}
