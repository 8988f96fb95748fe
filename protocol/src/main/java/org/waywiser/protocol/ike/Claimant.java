package org.waywiser.protocol.ike;

/**
 * Who has answered our IKE_SA_INIT request: the responder, or somebody that was faster. RFC 7296 §2.4.
 *
 * @param child what this end puts into a child SA, if one is wanted
 * @param exchanges with it alone
 * @param sinceNanos when its IKE_AUTH request was first sent
 * @param refused whether it was not believed, and is told so
 */
record Claimant(Negotiated its, ChildEnd child, Exchanges exchanges, long sinceNanos, boolean refused) {
    Claimant asRefused() {
        return new Claimant(its, child, exchanges, sinceNanos, true);
    }

    void wipe() {
        its.keys().wipe();
    }
}
