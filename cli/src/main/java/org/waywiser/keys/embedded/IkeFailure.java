package org.waywiser.keys.embedded;

import org.waywiser.protocol.ike.FailureReason;

/** No IKE SA came about; the message is one line for the user, without secrets. */
public final class IkeFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final FailureReason reason;
    private final String detail;

    IkeFailure(FailureReason reason, String detail) {
        super(detail);
        this.reason = reason;
        this.detail = detail;
    }

    public FailureReason reason() {
        return reason;
    }

    /** Whether the ends met but one did not believe the other. */
    public boolean isAuthentication() {
        return switch (reason) {
            case PEER_NOT_AUTHENTIC, REFUSED_BY_PEER, NO_CREDENTIALS -> true;
            case TIMED_OUT,
                    NO_PROPOSAL_CHOSEN,
                    INVALID_KE_PAYLOAD,
                    CHILDLESS_NOT_SUPPORTED,
                    UNSUPPORTED_CRITICAL_PAYLOAD,
                    INVALID_SYNTAX,
                    PEER_ERROR,
                    ABANDONED -> false;
        };
    }

    @Override
    public String getMessage() {
        return detail;
    }
}
