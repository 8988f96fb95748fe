package org.waywiser.wire.control;

import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** The Server's answer for some of the sessions of a Start-N-Sessions, or all of them. RFC 5938 §3.3. */
public record StartNAck(Accept accept, List<Sid> sids) implements ControlMessage {
    public StartNAck {
        sids = NamedSessions.checked(sids);
    }

    public static StartNAck read(WireReader in) throws MalformedMessage {
        CommandNumber.START_N_ACK.expect(in);
        var accept = new Accept(in.u8());
        in.skip(10); // MBZ
        return new StartNAck(accept, NamedSessions.read(in));
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.START_N_ACK.number()).u8(accept.code()).zeros(10);
        NamedSessions.write(out, sids);
    }
}
