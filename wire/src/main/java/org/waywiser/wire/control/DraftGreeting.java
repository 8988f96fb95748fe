package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * The classic greeting with an SA in its unused octets, {@link SaName#NONE} if there is none. draft-ietf-ippm-ipsec-01 §4.2.
 *
 * @param classic all that comes after them
 */
public record DraftGreeting(SaName sa, ServerGreeting classic) implements ControlMessage {
    public static final int LENGTH = ServerGreeting.LENGTH;

    public static DraftGreeting read(WireReader in) throws MalformedMessage {
        return new DraftGreeting(SaName.read(in), ServerGreeting.readFromModes(in));
    }

    @Override
    public void write(WireWriter out) {
        sa.write(out);
        classic.writeFromModes(out);
    }
}
