package org.waywiser.wire.control;

/**
 * Type-P Descriptor: a DSCP if the first two bits are 00, a PHB identification code if they are 01. RFC 4656 §3.5.
 *
 * @param bits 0 to 2^32 − 1
 */
public record TypeP(long bits) {
    public static final TypeP DEFAULT = new TypeP(0);

    public TypeP {
        if (bits >>> 32 != 0) throw new IllegalArgumentException("more than 32 bits");
    }

    /** @param dscp 0 to 63 */
    public static TypeP ofDscp(int dscp) {
        if (dscp < 0 || dscp > 63) throw new IllegalArgumentException("DSCP " + dscp);
        return new TypeP((long) dscp << 24);
    }

    /** Whether it says a DSCP and nothing more, the only capability TWAMP has (RFC 5357 §3.5). */
    public boolean isDscp() {
        return (bits & 0xc0ff_ffffL) == 0;
    }

    /** The DSCP, 0 to 63; meaningful only if {@link #isDscp}. */
    public int dscp() {
        return (int) (bits >>> 24 & 0x3f);
    }

    @Override
    public String toString() {
        return isDscp() ? "dscp " + dscp() : "0x" + Long.toHexString(bits);
    }
}
