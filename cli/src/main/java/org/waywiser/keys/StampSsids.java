package org.waywiser.keys;

import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.waywiser.wire.Octets;

/**
 * Who may begin a STAMP session under which SSID: the Initiator of the IKE SA below 32768, its Responder from there on, each once. So a
 * host that both sends and reflects with one SA never takes its own packets for those of its peer.
 */
public final class StampSsids {
    /** SAs with a peer whose keys are tried: the newest, and the one before it. */
    public static final int CANDIDATES = 2;

    private static final int HALF = 1 << 15;

    private StampSsids() {}

    /** Whether an SSID is for the Initiator of the SA to begin with. */
    public static boolean ofInitiator(int ssid) {
        return ssid < HALF;
    }

    /**
     * Takes an SSID for a session that begins at this end.
     *
     * @param used of the SA
     * @param initiator whether this end is the SA's Initiator
     * @param wanted empty for any
     * @throws KeysUnavailable saying why there is none
     */
    public static int take(UsedNumbers used, boolean initiator, OptionalInt wanted) throws KeysUnavailable {
        if (wanted.isPresent()) return taken(used, initiator, wanted.getAsInt());
        int first = initiator ? 1 : HALF;
        int count = initiator ? HALF - 1 : HALF;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            int ssid = first + (start + i) % count;
            if (used.add(octets(ssid)) == SaBinding.Use.FIRST) return ssid;
        }
        throw new KeysUnavailable("every SSID of this end was used with the IKE SA: rekey it");
    }

    /** There is no SA any more to take one with. */
    public static KeysUnavailable gone() {
        return new KeysUnavailable("the IKE SA is gone already; try again");
    }

    private static int taken(UsedNumbers used, boolean initiator, int ssid) throws KeysUnavailable {
        if (ssid < 1 || ssid > 0xffff || ofInitiator(ssid) != initiator) {
            throw new KeysUnavailable("SSID " + ssid + " is not this end's, which is the IKE SA's "
                    + (initiator ? "initiator: take 1 to 32767" : "responder: take 32768 to 65535"));
        }
        if (used.add(octets(ssid)) == SaBinding.Use.FIRST) return ssid;
        throw new KeysUnavailable(
                "SSID " + ssid + " was used with this IKE SA before: leave out --ssid, or rekey the SA");
    }

    private static Octets octets(int ssid) {
        return Octets.of(new byte[] {(byte) (ssid >> 8), (byte) ssid});
    }
}
