package org.waywiser.security.ike;

/** A peer's public value that must not be used. RFC 6989 §2.3, RFC 8031 §3.2. */
public final class InvalidPublicValue extends Exception {
    private static final long serialVersionUID = 1;

    /** @param reason for the log */
    public InvalidPublicValue(String reason) {
        super(reason);
    }
}
