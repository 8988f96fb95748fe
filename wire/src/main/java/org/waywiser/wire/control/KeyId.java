package org.waywiser.wire.control;

import java.nio.charset.StandardCharsets;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Names the shared secret: UTF-8 padded with zeros (RFC 4656 §3.1), or the two SPIs of an IKEv2 SA (RFC 7717 §5.3).
 *
 * @param octets 80 octets as on the wire
 */
public record KeyId(Octets octets) {
    public static final int LENGTH = 80;
    public static final KeyId NONE = new KeyId(Octets.zeros(LENGTH));

    public KeyId {
        if (octets.length() != LENGTH) throw new IllegalArgumentException("KeyID of " + octets.length() + " octets");
    }

    /** @param text at most 80 octets as UTF-8, without U+0000 */
    public static KeyId ofText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > LENGTH) throw new IllegalArgumentException("KeyID longer than 80 octets");
        if (text.indexOf('\0') >= 0) throw new IllegalArgumentException("KeyID with a zero octet");
        return new KeyId(
                new WireWriter(LENGTH).bytes(utf8).zeros(LENGTH - utf8.length).toOctets());
    }

    /** Both SPIs as in the IKE header, the initiator's first. RFC 7717 §5.3. */
    public static KeyId ofSpis(long spiI, long spiR) {
        return new KeyId(
                new WireWriter(LENGTH).u64(spiI).u64(spiR).zeros(LENGTH - 16).toOctets());
    }

    static KeyId read(WireReader in) throws MalformedMessage {
        return new KeyId(in.octets(LENGTH));
    }

    /** The octets before the first zero as UTF-8; what is not UTF-8 becomes U+FFFD. For look-up, not for logs. */
    public String text() {
        int end = 0;
        while (end < LENGTH && octets.at(end) != 0) end++;
        return new String(octets.slice(0, end).toByteArray(), StandardCharsets.UTF_8);
    }

    public long spiI() {
        return u64(0);
    }

    /** The responder's; octets after it mean nothing (RFC 7717 §5.3). */
    public long spiR() {
        return u64(8);
    }

    private long u64(int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) value = value << 8 | octets.at(i);
        return value;
    }

    /** The text with control characters replaced, so that a peer cannot forge lines of a log. */
    @Override
    public String toString() {
        return text().replaceAll("\\p{C}", "\u00b7");
    }
}
