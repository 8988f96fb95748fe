package org.waywiser.wire.control;

import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Stops these sessions, which run. RFC 5938 §3.4. */
public record StopNSessions(List<Sid> sids) implements ControlMessage {
    public StopNSessions {
        sids = NamedSessions.checked(sids);
    }

    public static StopNSessions read(WireReader in) throws MalformedMessage {
        CommandNumber.STOP_N_SESSIONS.expect(in);
        in.skip(11); // MBZ
        return new StopNSessions(NamedSessions.read(in));
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.STOP_N_SESSIONS.number()).zeros(11);
        NamedSessions.write(out, sids);
    }
}
