package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.waywiser.wire.AddressText;

/** A measurement that did not take place; the message is one line for a person: what, where, what to try. */
public final class MeasurementFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind {
        /** Nobody answers. */
        NO_CONNECTION,
        /** The Server does not want to. */
        REFUSED,
        /** The keys of the two ends do not agree, or there are none. */
        KEYS
    }

    private final Kind kind;

    public MeasurementFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** This host cannot send test packets to that peer. */
    static MeasurementFailure ofTestPackets(InetSocketAddress peer, IOException cause) {
        return new MeasurementFailure(
                Kind.NO_CONNECTION, "test packets to " + AddressText.of(peer) + ": " + cause.getMessage());
    }

    /** This host has no port to send test packets from. */
    static MeasurementFailure noPort(IOException cause) {
        return new MeasurementFailure(Kind.NO_CONNECTION, "no UDP port for test packets: " + cause.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
