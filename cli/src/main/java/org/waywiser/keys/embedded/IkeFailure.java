package org.waywiser.keys.embedded;

import java.net.InetSocketAddress;
import org.waywiser.protocol.ike.FailureReason;

/** No IKE SA came about; the message is one line for the user, without secrets. */
public final class IkeFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final FailureReason reason;
    private final String detail;

    IkeFailure(FailureReason reason, String detail) {
        this.reason = reason;
        this.detail = detail;
    }

    static IkeFailure with(InetSocketAddress peer, FailureReason reason, String detail) {
        return new IkeFailure(reason, "no IKE SA with " + EmbeddedIke.text(peer) + ": " + detail + hint(reason));
    }

    /** What the user may try. */
    private static String hint(FailureReason reason) {
        return switch (reason) {
            case TIMED_OUT -> "; check that IKE listens there and UDP gets through";
            case REFUSED_BY_PEER -> "; check our identity and its key or certificate, the peer's log tells more";
            case PEER_NOT_AUTHENTIC -> "; check the peer's identity and its key or certificate";
            case NO_PROPOSAL_CHOSEN, INVALID_KE_PAYLOAD -> "; try another proposal";
            case CHILDLESS_NOT_SUPPORTED -> "; allow childless SAs at the peer";
            case PPK_NOT_USED -> "; give the peer the same post-quantum key, or make it optional here";
            case NO_CREDENTIALS, UNSUPPORTED_CRITICAL_PAYLOAD, INVALID_SYNTAX, PEER_ERROR, ABANDONED -> "";
        };
    }

    public FailureReason reason() {
        return reason;
    }

    /** Whether the ends met but one did not believe the other. */
    public boolean isAuthentication() {
        return switch (reason) {
            case PEER_NOT_AUTHENTIC, REFUSED_BY_PEER, NO_CREDENTIALS, PPK_NOT_USED -> true;
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
