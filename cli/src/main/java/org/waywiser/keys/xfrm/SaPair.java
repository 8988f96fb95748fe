package org.waywiser.keys.xfrm;

import org.waywiser.keys.UsedNumbers;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.SaId;

/**
 * The two SAs of one exchange, at this host.
 *
 * @param used of both
 */
record SaPair(KernelSa in, KernelSa out, UsedNumbers used) {
    boolean watched() {
        return in.watched() && out.watched();
    }

    Octets remote() {
        return out.group().remote();
    }

    /** As RFC 7296 §3.3.1 numbers it. */
    int protocol() {
        return in.sa().id().protocol() == SaId.ESP ? SaName.ESP : SaName.AH;
    }

    /** Whether these are its two SPIs, in whichever order. */
    boolean has(int spi, int otherSpi) {
        int mine = in.sa().id().spi();
        int theirs = out.sa().id().spi();
        return mine == spi && theirs == otherSpi || mine == otherSpi && theirs == spi;
    }

    void wipe() {
        in.sa().wipe();
        out.sa().wipe();
    }
}
