package org.waywiser.wire.control;

import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Starts these sessions, which were accepted. RFC 5938 §3.2. */
public record StartNSessions(List<Sid> sids) implements ControlMessage {
    public StartNSessions {
        sids = NamedSessions.checked(sids);
    }

    public static StartNSessions read(WireReader in) throws MalformedMessage {
        CommandNumber.START_N_SESSIONS.expect(in);
        in.skip(11); // MBZ
        return new StartNSessions(NamedSessions.read(in));
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.START_N_SESSIONS.number()).zeros(11);
        NamedSessions.write(out, sids);
    }
}
