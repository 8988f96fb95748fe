package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** A greeting without Challenge, Salt and Count. draft-ietf-ippm-ipsec-01 §4.3.2. */
public record Alt2Greeting(SaName sa, Modes modes) implements ControlMessage {
    public static final int LENGTH = 28;

    public static Alt2Greeting read(WireReader in) throws MalformedMessage {
        var greeting = new Alt2Greeting(SaName.read(in), new Modes(in.u32()));
        in.skip(12); // MBZ
        return greeting;
    }

    @Override
    public void write(WireWriter out) {
        sa.write(out);
        out.u32(modes.bits()).zeros(12);
    }
}
