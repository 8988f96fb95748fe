package org.waywiser.protocol.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Alt1Greeting;
import org.waywiser.wire.control.Alt2Greeting;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.DraftGreeting;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.ServerGreeting;

/**
 * What a Server Greeting says, whatever its shape; octets that a profile has no room for are zero.
 *
 * @param sa {@link SaName#NONE} where the greeting names none
 * @param challenge 16 octets
 * @param salt 16 octets
 */
record Greeting(SaName sa, Modes modes, Octets challenge, Octets salt, long count) {
    private static final Octets ABSENT = Octets.zeros(16);

    static Greeting read(Profile profile, byte[] octets) throws MalformedMessage {
        var in = WireReader.of(octets);
        return switch (profile) {
            case RFC7717 -> of(SaName.NONE, ServerGreeting.read(in));
            case DRAFT -> {
                var greeting = DraftGreeting.read(in);
                yield of(greeting.sa(), greeting.classic());
            }
            case DRAFT_ALT1 -> {
                var greeting = Alt1Greeting.read(in);
                yield new Greeting(greeting.sa(), greeting.modes(), greeting.challenge(), ABSENT, 0);
            }
            case DRAFT_ALT2 -> {
                var greeting = Alt2Greeting.read(in);
                yield new Greeting(greeting.sa(), greeting.modes(), ABSENT, ABSENT, 0);
            }
        };
    }

    private static Greeting of(SaName sa, ServerGreeting classic) {
        return new Greeting(sa, classic.modes(), classic.challenge(), classic.salt(), classic.count());
    }

    Greeting withModes(Modes other) {
        return new Greeting(sa, other, challenge, salt, count);
    }

    byte[] write(Profile profile) {
        ControlMessage message = switch (profile) {
            case RFC7717 -> classic();
            case DRAFT -> new DraftGreeting(sa, classic());
            case DRAFT_ALT1 -> new Alt1Greeting(sa, modes, challenge);
            case DRAFT_ALT2 -> new Alt2Greeting(sa, modes);
        };
        return message.toByteArray();
    }

    private ServerGreeting classic() {
        return new ServerGreeting(modes, challenge, salt, count);
    }
}
