package org.waywiser.protocol.ike;

/** Why an established IKE SA is gone. */
public enum DeletionCause {
    /** Deleted from this end. */
    LOCAL("deleted"),
    /** Deleted by the peer. */
    PEER("deleted by the peer"),
    /** The peer, having seen our proof of identity, refused it afterwards. RFC 7296 §2.21.2. */
    REFUSED_BY_PEER("refused by the peer after all"),
    /** A request of ours was never answered. RFC 7296 §2.4. */
    UNREACHABLE("the peer does not answer"),
    /** The peer has forgotten it: it began another and knows of no other. RFC 7296 §2.4. */
    INITIAL_CONTACT("the peer has begun afresh"),
    /** A protected message was not well formed. RFC 7296 §2.21.3. */
    INVALID_SYNTAX("the peer sent a malformed message"),
    /** Its successor has new keys. RFC 7296 §2.8. */
    REKEYED("rekeyed"),
    /** Another IKE SA with new proofs of identity took its place. RFC 7296 §2.8.3. */
    REAUTHENTICATED("another one proves the identities anew"),
    /** Its time is over and no successor came about. RFC 7296 §2.8. */
    EXPIRED("its time is over"),
    /** The identities were not proven anew in time. RFC 7296 §2.8.3. */
    NOT_REAUTHENTICATED("the identities were not proven anew in time"),
    /** The peer refused for minutes what should have worked: the ends disagree about the SA. RFC 7296 §2.25. */
    OUT_OF_STEP("the peer has refused to go on for minutes");

    private final String words;

    DeletionCause(String words) {
        this.words = words;
    }

    /** For the log and the user. */
    public String words() {
        return words;
    }
}
