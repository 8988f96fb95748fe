package org.waywiser.keys.strongswan;

import java.util.Optional;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.ha.HaAttribute.SaId;

/**
 * Keys of an IKE SA whose ends have proved who they are. Wiped with it.
 *
 * @param skeyseed empty where a post-quantum key is not in it
 */
record IkeRoots(Prf prf, Optional<Secret> skeyseed, Secret skD, Secret ippm, UsedNumbers used) {
    /** @param ppk that goes into SK_d of an SA that takes no other's place. RFC 8784 §3 */
    static IkeRoots of(Announcement told, Optional<Secret> ppk) {
        SaId id = told.id();
        Prf prf = Prf.of(told.prf()).orElseThrow();
        Secret skeyseed = told.skeyseed();
        Secret skD = KeySchedule.skD(prf, skeyseed, told.ni(), told.nr(), id.spiI(), id.spiR());
        if (ppk.isEmpty())
            return new IkeRoots(prf, Optional.of(skeyseed), skD, KeySchedule.ippm(prf, skD), new UsedNumbers());
        skeyseed.wipe();
        Secret mixed = KeySchedule.mixed(prf, ppk.get(), skD);
        skD.wipe();
        return new IkeRoots(prf, Optional.empty(), mixed, KeySchedule.ippm(prf, mixed), new UsedNumbers());
    }

    void wipe() {
        skeyseed.ifPresent(Secret::wipe);
        skD.wipe();
        ippm.wipe();
    }
}
