package org.waywiser.keys.embedded;

import org.waywiser.keys.IkeSecret;
import org.waywiser.security.Secret;

/** What no option, log or file ever shows, for tests of other packages: to be held against the peer's. */
public final class Disclosed {
    private Disclosed() {}

    /** SK_d of an SA. RFC 7296 §2.14. */
    public static Secret skD(EmbeddedIke ike, IkeSecret sa) {
        return ike.skD(sa.spiI(), sa.spiR()).orElseThrow();
    }
}
