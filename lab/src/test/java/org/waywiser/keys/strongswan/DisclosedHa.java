package org.waywiser.keys.strongswan;

import java.util.Optional;
import org.waywiser.security.Secret;

/** What no option, log or file ever shows, for tests of other packages. */
public final class DisclosedHa {
    private DisclosedHa() {}

    /** SKEYSEED of the SA with that SPI of the initiator. RFC 7296 §2.14, §2.18. */
    public static Secret skeyseed(HaPeer peer, long spiI) {
        return roots(peer, spiI).skeyseed().orElseThrow();
    }

    /** SK_d of the same. */
    public static Secret skD(HaPeer peer, long spiI) {
        return roots(peer, spiI).skD();
    }

    /** KEYMAT of the child with that SPI at this end. RFC 7296 §2.17. */
    public static Optional<Secret> keymat(HaPeer peer, int inbound) {
        synchronized (peer.table()) {
            return peer.table()
                    .usable()
                    .flatMap(sa -> Optional.ofNullable(sa.line.children.get(inbound)).stream())
                    .map(child -> child.keymat().copy())
                    .findFirst();
        }
    }

    private static IkeRoots roots(HaPeer peer, long spiI) {
        synchronized (peer.table()) {
            return peer.table()
                    .usable()
                    .filter(sa -> sa.told.id().spiI() == spiI)
                    .findFirst()
                    .flatMap(HeldSa::roots)
                    .orElseThrow();
        }
    }
}
