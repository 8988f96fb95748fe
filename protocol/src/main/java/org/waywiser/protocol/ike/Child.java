package org.waywiser.protocol.ike;

import java.util.Optional;
import org.waywiser.security.ike.Keymat;
import org.waywiser.wire.Octets;

/**
 * One child SA of an IKE SA.
 *
 * @param info whose keys belong to the receiver of the effect that tells of it, and to nobody else from then on
 * @param ni nonces of the exchange that made it
 */
record Child(ChildSaInfo info, Octets ni, Octets nr) {
    /** The child of IKE_AUTH has its keys from the nonces of IKE_SA_INIT. RFC 7296 §2.17. */
    static Child ofIkeAuth(Negotiated its, ChildTerms terms) {
        var keymat = Keymat.derive(its.keys(), terms.suite(), Optional.empty(), its.ni(), its.nr());
        return new Child(terms.with(keymat), its.ni(), its.nr());
    }

    int ownSpi() {
        return info.ownSpi();
    }
}
