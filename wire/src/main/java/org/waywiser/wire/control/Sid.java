package org.waywiser.wire.control;

import org.jspecify.annotations.Nullable;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Session identifier, chosen by the receiving side. RFC 4656 §3.5.
 *
 * @param octets 16 octets
 */
public record Sid(Octets octets) {
    public static final int LENGTH = 16;
    public static final Sid NONE = new Sid(Octets.zeros(LENGTH));

    public Sid {
        if (octets.length() != LENGTH) throw new IllegalArgumentException("SID of " + octets.length() + " octets");
    }

    /**
     * The construction RFC 4656 §3.5 recommends.
     *
     * @param address 4 octets of an IPv4 address of ours, or the last 4 of an IPv6 one
     * @param ntp the time of now
     */
    public static Sid of(Octets address, long ntp, int random) {
        return new Sid(
                new WireWriter(LENGTH).octets(address).u64(ntp).u32(random).toOctets());
    }

    static Sid read(WireReader in) throws MalformedMessage {
        return new Sid(in.octets(LENGTH));
    }

    // Written out, as the generated ones take every start some milliseconds to link.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sid sid && sid.octets.equals(octets);
    }

    @Override
    public int hashCode() {
        return octets.hashCode();
    }

    /** 32 hex digits. */
    @Override
    public String toString() {
        return octets.toString();
    }
}
