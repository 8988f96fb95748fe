package org.waywiser.keys.embedded;

import java.util.List;
import org.waywiser.keys.IkeSecret;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.security.Secret;

/** What no option, log or file ever shows or asks for, for tests of other packages. */
public final class Disclosed {
    private Disclosed() {}

    /** SK_d of an SA. RFC 7296 §2.14. */
    public static Secret skD(EmbeddedIke ike, IkeSecret sa) {
        return ike.skD(sa.spiI(), sa.spiR()).orElseThrow();
    }

    /** KEYMAT of the newest child of an SA. RFC 7296 §2.17. */
    public static Secret keymat(EmbeddedIke ike, IkeSecret sa) {
        return ike.keymat(sa.spiI(), sa.spiR()).orElseThrow();
    }

    /** SPIs at this end of the children of an SA, oldest first. */
    public static List<Integer> children(EmbeddedIke ike, IkeSecret sa) {
        return ike.children(sa.spiI(), sa.spiR());
    }

    /** What otherwise only the time that passes asks for. */
    public static void ask(EmbeddedIke ike, IkeInput wish) {
        ike.ask(wish);
    }
}
