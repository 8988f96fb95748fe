package org.waywiser.lab.interop;

/** What becomes of SAs once they are there. */
enum Course {
    DELETED_BY_INITIATOR,
    DELETED_BY_RESPONDER,
    IKE_REKEYED_BY_US,
    IKE_REKEYED_BY_THEM,
    IKE_REKEYED_BY_BOTH,
    REAUTHENTICATED_BY_US,
    REAUTHENTICATED_BY_THEM,
    CHILD_REKEYED_BY_US,
    CHILD_REKEYED_BY_THEM,
    CHILD_REKEYED_BY_BOTH,
    /** Who wants a successor of the child asks for what the other does not accept. */
    CHILD_REKEYED_IN_VAIN_BY_US,
    CHILD_REKEYED_IN_VAIN_BY_THEM,
    CHILD_DELETED_BY_US,
    CHILD_DELETED_BY_THEM,
    /** Nothing happens, until strongSwan has asked twice whether we are there. */
    IDLE,
    WE_VANISH,
    WE_RESTART,
    STRONGSWAN_KILLED,
    STRONGSWAN_RESTARTS;

    /** Who ends the IKE SA. */
    Initiator ends(Initiator initiator) {
        return this == DELETED_BY_RESPONDER ? initiator.other() : initiator;
    }

    /** Who asks for the successor of a child, and so decides what it offers. */
    Initiator rekeys() {
        return this == CHILD_REKEYED_BY_THEM || this == CHILD_REKEYED_IN_VAIN_BY_THEM
                ? Initiator.STRONGSWAN
                : Initiator.WE;
    }
}
