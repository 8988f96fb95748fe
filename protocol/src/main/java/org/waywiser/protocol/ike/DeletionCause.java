package org.waywiser.protocol.ike;

/** Why an established IKE SA is gone. */
public enum DeletionCause {
    /** Deleted from this end. */
    LOCAL,
    /** Deleted by the peer. */
    PEER,
    /** The peer, having seen our proof of identity, refused it afterwards. RFC 7296 §2.21.2. */
    REFUSED_BY_PEER,
    /** A request of ours was never answered. RFC 7296 §2.4. */
    UNREACHABLE,
    /** The peer has forgotten it: it began another and knows of no other. RFC 7296 §2.4. */
    INITIAL_CONTACT,
    /** A protected message was not well formed. RFC 7296 §2.21.3. */
    INVALID_SYNTAX,
    /** Its successor has new keys. RFC 7296 §2.8. */
    REKEYED,
    /** Another IKE SA with new proofs of identity took its place. RFC 7296 §2.8.3. */
    REAUTHENTICATED,
    /** Its time is over and no successor came about. RFC 7296 §2.8. */
    EXPIRED,
    /** The identities were not proven anew in time. RFC 7296 §2.8.3. */
    NOT_REAUTHENTICATED,
    /** The peer refused for minutes what should have worked: the ends disagree about the SA. RFC 7296 §2.25. */
    OUT_OF_STEP
}
