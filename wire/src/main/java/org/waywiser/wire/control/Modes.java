package org.waywiser.wire.control;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The 32 bits of Modes in a Server Greeting and of Mode in a Set-Up-Response; bits without a name survive. RFC 4656
 * §3.1, IANA registries OWAMP-Modes and TWAMP-Modes.
 *
 * @param bits 0 to 2^32 − 1
 */
public record Modes(long bits) {
    public static final Modes NONE = new Modes(0);
    /** RFC 4656 §3.1. */
    public static final Modes UNAUTHENTICATED = new Modes(1);
    /** RFC 4656 §3.1. */
    public static final Modes AUTHENTICATED = new Modes(2);
    /** RFC 4656 §3.1. */
    public static final Modes ENCRYPTED = new Modes(4);
    /** TWAMP: control encrypted, test unauthenticated. RFC 5618 §3.1. */
    public static final Modes MIXED = new Modes(8);
    /** In the profiles of the drafts, which know no mixed mode: keys come from IKEv2 or IPsec. draft-ietf-ippm-ipsec-01 §4.2. */
    public static final Modes IPSEC = MIXED;
    /** TWAMP. RFC 5938 §3.1. */
    public static final Modes INDIVIDUAL_SESSION_CONTROL = new Modes(16);
    /** TWAMP. RFC 6038 §3.1. */
    public static final Modes REFLECT_OCTETS = new Modes(32);
    /** TWAMP. RFC 6038 §3.1. */
    public static final Modes SYMMETRICAL_SIZE = new Modes(64);
    /** TWAMP: the shared secret comes from an IKEv2 SA. RFC 7717 §5.2. */
    public static final Modes IKEV2_DERIVED = new Modes(128);
    /** TWAMP: replies tell DSCP and ECN with which packets arrived. RFC 7750 §3. */
    public static final Modes DSCP_ECN_MONITORING = new Modes(256);
    /** TWAMP: the reflector writes PTPv2 timestamps. RFC 8186 §3. */
    public static final Modes PTP_TIMESTAMPS = new Modes(512);
    /** The same as {@link #IKEV2_DERIVED} in OWAMP, whose registry gives it another bit. RFC 7718 §3.2. */
    public static final Modes OWAMP_IKEV2_DERIVED = new Modes(16);

    private static final String[] NAMES = {
        "unauthenticated",
        "authenticated",
        "encrypted",
        "mixed",
        "individual-session-control",
        "reflect-octets",
        "symmetrical-size",
        "ikev2-derived",
        "dscp-ecn-monitoring",
        "ptp-timestamps"
    };

    public Modes {
        if (bits >>> 32 != 0) throw new IllegalArgumentException("more than 32 bits");
    }

    /** Whether every bit of {@code other} is set here; true of {@link #NONE}. */
    public boolean contains(Modes other) {
        return (bits & other.bits) == other.bits;
    }

    public Modes or(Modes other) {
        return new Modes(bits | other.bits);
    }

    public Modes and(Modes other) {
        return new Modes(bits & other.bits);
    }

    public Modes without(Modes other) {
        return new Modes(bits & ~other.bits);
    }

    /** Only the bits that choose protection: unauthenticated, authenticated, encrypted, mixed. */
    public Modes security() {
        return new Modes(bits & 15);
    }

    /** What TWAMP may do besides, any number of them: neither protection nor where keys come from. RFC 5618 §3.1. */
    public Modes features() {
        return without(security().or(IKEV2_DERIVED));
    }

    /** Whether exactly one bit is set, as RFC 4656 §3.1 asks of the security part of a chosen Mode. */
    public boolean single() {
        return Long.bitCount(bits) == 1;
    }

    public boolean isNone() {
        return bits == 0;
    }

    // Written out, as the generated ones take every start some milliseconds to link.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Modes modes && modes.bits == bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits);
    }

    /** Names as of TWAMP joined by {@code |}, bits without a name in hex. */
    @Override
    public String toString() {
        if (bits == 0) return "none";
        var text = new StringJoiner("|");
        for (int i = 0; i < NAMES.length; i++) if ((bits >>> i & 1) == 1) text.add(NAMES[i]);
        long unnamed = bits >>> NAMES.length << NAMES.length;
        if (unnamed != 0) text.add("0x" + Long.toHexString(unnamed));
        return text.toString();
    }
}
