package org.waywiser.security.ike;

import java.util.Arrays;
import org.waywiser.wire.MalformedMessage;

/** What follows the payloads inside the Encrypted payload. RFC 7296 §3.14. */
final class Padding {
    private Padding() {}

    /** The payloads without padding of any length and its length octet; wipes what it is given. */
    static byte[] removed(byte[] plain) throws MalformedMessage {
        try {
            int padding = plain[plain.length - 1] & 0xff;
            if (padding + 1 > plain.length) throw new MalformedMessage("padding longer than the message");
            return Arrays.copyOf(plain, plain.length - 1 - padding);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }
}
