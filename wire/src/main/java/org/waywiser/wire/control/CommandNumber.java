package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;

/**
 * First octet of a command; an unassigned one survives. RFC 5357 §3.5, §8.4; RFC 5938 §6.4; RFC 7718 §3.1 for OWAMP.
 *
 * @param number 0 to 255
 */
public record CommandNumber(int number) {
    /** OWAMP only; forbidden in TWAMP. */
    public static final CommandNumber REQUEST_SESSION = new CommandNumber(1);

    public static final CommandNumber START_SESSIONS = new CommandNumber(2);
    public static final CommandNumber STOP_SESSIONS = new CommandNumber(3);
    /** OWAMP only; reserved in TWAMP. */
    public static final CommandNumber FETCH_SESSION = new CommandNumber(4);
    /** TWAMP only. */
    public static final CommandNumber REQUEST_TW_SESSION = new CommandNumber(5);
    /** TWAMP with individual session control, as the next three. RFC 5938 §6.4. */
    public static final CommandNumber START_N_SESSIONS = new CommandNumber(7);

    public static final CommandNumber START_N_ACK = new CommandNumber(8);
    public static final CommandNumber STOP_N_SESSIONS = new CommandNumber(9);
    public static final CommandNumber STOP_N_ACK = new CommandNumber(10);

    public CommandNumber {
        if (number < 0 || number > 255) throw new IllegalArgumentException("Command Number " + number);
    }

    /** The command that starts with these octets, of which the first is enough. */
    public static CommandNumber of(byte[] start) {
        return new CommandNumber(start[0] & 0xff);
    }

    /** Octets of the command of RFC 5357 without its HMAC; 0 for a command that it does not know, thus of unknown length. */
    public int twampBodyLength() {
        return switch (number) {
            case 2 -> StartSessions.BODY_LENGTH;
            case 3 -> StopSessions.BODY_LENGTH;
            case 5 -> RequestTwSession.BODY_LENGTH;
            default -> 0;
        };
    }

    /** Reads the first octet of a command that must be this one. */
    void expect(WireReader in) throws MalformedMessage {
        int found = in.u8();
        if (found != number) throw new MalformedMessage("Command Number " + found + " where " + number + " belongs");
    }

    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "Request-Session";
            case 2 -> "Start-Sessions";
            case 3 -> "Stop-Sessions";
            case 4 -> "Fetch-Session";
            case 5 -> "Request-TW-Session";
            case 7 -> "Start-N-Sessions";
            case 8 -> "Start-N-Ack";
            case 9 -> "Stop-N-Sessions";
            case 10 -> "Stop-N-Ack";
            default -> "command " + number;
        };
    }
}
