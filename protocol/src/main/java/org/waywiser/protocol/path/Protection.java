package org.waywiser.protocol.path;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of packets, from best to worst. */
public enum Protection {
    ENCRYPTED("encrypted and authenticated"),
    /** AH, or ESP that encrypts nothing. RFC 4302 §1, RFC 2410 §1. */
    AUTHENTICATED("authenticated only: readable on the wire"),
    /** The path is narrower than its link as IPsec would make it, and nobody can say more. */
    LIKELY("probably inside IPsec of unknown kind"),
    UNKNOWN("unknown"),
    /** Nothing keeps a forger from changing what it cannot read. RFC 4303 §1. */
    ENCRYPTED_ONLY("encrypted only: unprotected, forgeries pass"),
    /** ESP that neither encrypts nor authenticates. */
    NOTHING("in ESP that protects nothing"),
    /** A policy lets them pass as they are. */
    BYPASS("clear: a policy exempts it"),
    /** No policy concerns them. */
    CLEAR("clear: no policy asks for more"),
    /** A policy demands an SA, and there is none: packets vanish. */
    DOWN("required, but no SA is there: packets are dropped"),
    /** A policy discards them. */
    BLOCKED("blocked by a policy");

    private final String words;

    Protection(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** What SAs give together that wrap a packet one after the other. RFC 4301 §4.1. */
    static Protection of(List<ProtectingSa> sas) {
        boolean encrypt = sas.stream().anyMatch(ProtectingSa::encrypts);
        if (sas.stream().anyMatch(ProtectingSa::authenticates)) return encrypt ? ENCRYPTED : AUTHENTICATED;
        return encrypt ? ENCRYPTED_ONLY : NOTHING;
    }

    /** The worse of the two. */
    Protection or(Protection other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Whether an SA gives it. */
    boolean bySa() {
        return this == ENCRYPTED || this == AUTHENTICATED || this == ENCRYPTED_ONLY || this == NOTHING;
    }

    /** The one that prints so. */
    public static Optional<Protection> named(String text) {
        return Arrays.stream(values()).filter(p -> p.toString().equals(text)).findAny();
    }

    /** As programs read it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
