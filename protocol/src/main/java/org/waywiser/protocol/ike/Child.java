package org.waywiser.protocol.ike;

import org.waywiser.wire.Octets;

/**
 * One child SA of an IKE SA.
 *
 * @param info whose keys belong to the receiver of the effect that tells of it, and to nobody else from then on
 * @param ni nonces of the exchange that made it
 */
record Child(ChildSaInfo info, Octets ni, Octets nr) {
    int ownSpi() {
        return info.ownSpi();
    }
}
