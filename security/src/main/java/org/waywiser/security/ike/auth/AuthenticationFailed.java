package org.waywiser.security.ike.auth;

/** An end could not prove who it is; goes to the peer as AUTHENTICATION_FAILED. RFC 7296 §2.21.2. */
public final class AuthenticationFailed extends Exception {
    private static final long serialVersionUID = 1;

    /** What was wrong, for the log and for tests. */
    public enum Reason {
        /** The MAC does not fit the pre-shared key. */
        WRONG_PRE_SHARED_KEY,
        /** No key or certificate authority is configured for this peer. */
        NO_CREDENTIALS,
        /** The identity is not the expected one. */
        UNEXPECTED_IDENTITY,
        /** The identity does not stand in the certificate. */
        NAME_MISMATCH,
        /** The peer signed but sent no certificate. */
        NO_CERTIFICATE,
        /** A certificate of the chain could not be read. */
        MALFORMED_CERTIFICATE,
        /** A certificate of the chain has expired. */
        EXPIRED,
        /** A certificate of the chain is not valid yet. */
        NOT_YET_VALID,
        /** The authority of a certificate of the chain has revoked it. */
        REVOKED,
        /** Nobody says whether a certificate of the chain is revoked, and someone has to. */
        REVOCATION_UNKNOWN,
        /** The certificate's key may not be used so. */
        WRONG_USAGE,
        /** No path to a configured certificate authority. */
        UNTRUSTED_ISSUER,
        /** The signature does not fit the certificate's key. */
        BAD_SIGNATURE,
        /** The method, key type or hash is not one we accept. */
        UNSUPPORTED_ALGORITHM
    }

    private final Reason reason;
    private final String detail;

    /** @param message one line for the log, without secrets */
    public AuthenticationFailed(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.detail = message;
    }

    public Reason reason() {
        return reason;
    }

    /** One line for the log, without secrets. */
    @Override
    public String getMessage() {
        return detail;
    }
}
