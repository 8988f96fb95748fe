package org.waywiser.protocol.ike;

/** Why an IKE SA did not come about. */
public enum FailureReason {
    TIMED_OUT("the peer does not answer"),
    NO_PROPOSAL_CHOSEN("no proposal is acceptable to both ends"),
    INVALID_KE_PAYLOAD("no Diffie-Hellman group is acceptable to both ends"),
    CHILDLESS_NOT_SUPPORTED("the peer cannot set up an IKE SA without a child (RFC 6023)"),
    PPK_NOT_USED("the peer does not use a post-quantum pre-shared key (RFC 8784)"),
    PEER_NOT_AUTHENTIC("the peer did not prove its identity"),
    REFUSED_BY_PEER("the peer did not accept our identity or proof"),
    NO_CREDENTIALS("our own identity cannot be proven to the peer"),
    UNSUPPORTED_CRITICAL_PAYLOAD("a critical payload is not understood"),
    INVALID_SYNTAX("a message is not well formed"),
    PEER_ERROR("the peer reports an error"),
    ABANDONED("given up locally");

    private final String words;

    FailureReason(String words) {
        this.words = words;
    }

    /** For the log and the user. */
    public String words() {
        return words;
    }
}
