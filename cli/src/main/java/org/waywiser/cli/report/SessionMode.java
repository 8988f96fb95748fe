package org.waywiser.cli.report;

import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.control.Modes;

/** What protects a session, in the words of reports. RFC 5357 §4, RFC 5618 §3.1. */
public enum SessionMode {
    OPEN,
    AUTHENTICATED,
    ENCRYPTED,
    /** Two-way: control is encrypted, test packets are open. */
    MIXED;

    public static SessionMode of(Modes control) {
        if (control.security().equals(Modes.MIXED)) return MIXED;
        return switch (ProbeMode.of(control)) {
            case OPEN -> OPEN;
            case AUTHENTICATED -> AUTHENTICATED;
            case ENCRYPTED -> ENCRYPTED;
        };
    }
}
