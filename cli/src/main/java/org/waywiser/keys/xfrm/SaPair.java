package org.waywiser.keys.xfrm;

import org.waywiser.keys.UsedNumbers;
import org.waywiser.wire.Octets;

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

    /** Whether these are its two SPIs, in whichever order. */
    boolean has(int spi, int otherSpi) {
        int mine = in.sa().id().spi();
        int theirs = out.sa().id().spi();
        return mine == spi && theirs == otherSpi || mine == otherSpi && theirs == spi;
    }
}
