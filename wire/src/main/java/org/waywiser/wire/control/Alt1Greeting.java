package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * A greeting without Salt and Count. draft-ietf-ippm-ipsec-01 §4.3.1.
 *
 * @param challenge 16 octets
 */
public record Alt1Greeting(SaName sa, Modes modes, Octets challenge) implements ControlMessage {
    public static final int LENGTH = 44;

    public Alt1Greeting {
        Shape.length("Challenge", challenge, 16);
    }

    public static Alt1Greeting read(WireReader in) throws MalformedMessage {
        var greeting = new Alt1Greeting(SaName.read(in), new Modes(in.u32()), in.octets(16));
        in.skip(12); // MBZ
        return greeting;
    }

    @Override
    public void write(WireWriter out) {
        sa.write(out);
        out.u32(modes.bits()).octets(challenge).zeros(12);
    }
}
