package org.waywiser.lab.interop;

/** What becomes of SAs once they are there. */
enum Course {
    DELETED_BY_INITIATOR,
    DELETED_BY_RESPONDER,
    IKE_REKEYED_BY_US,
    IKE_REKEYED_BY_THEM,
    IKE_REKEYED_BY_BOTH,
    CHILD_REKEYED_BY_US,
    CHILD_REKEYED_BY_THEM,
    CHILD_REKEYED_BY_BOTH,
    CHILD_DELETED_BY_US,
    CHILD_DELETED_BY_THEM,
    STRONGSWAN_KILLED;

    /** Who ends the IKE SA. */
    Initiator ends(Initiator initiator) {
        return this == DELETED_BY_RESPONDER ? initiator.other() : initiator;
    }
}
