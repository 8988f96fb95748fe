package org.waywiser.security.ike.auth;

/** What to make of a certificate of which nobody says whether it is revoked; a revoked one is always refused. RFC 5280 §6.3. */
public enum RevocationPolicy {
    /** It is accepted. */
    SOFT,
    /** It is refused, so peers are asked for OCSP responses. */
    HARD
}
