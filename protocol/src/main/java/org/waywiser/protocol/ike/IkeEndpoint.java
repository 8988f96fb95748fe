package org.waywiser.protocol.ike;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.waywiser.security.ike.DhSource;

/** All IKE SAs of one UDP socket, as initiator and responder. Not safe for use by several threads. */
public final class IkeEndpoint {
    private final IkeSettings settings;
    private final RandomGenerator random;
    private final DhSource dh;
    private final InstantSource wallTime;
    private final Map<IkeDropReason, Long> drops = new EnumMap<>(IkeDropReason.class);

    /**
     * @param random for SPIs and nonces: a cryptographic one, but in tests
     * @param wallTime for the validity of certificates
     */
    public IkeEndpoint(IkeSettings settings, RandomGenerator random, DhSource dh, InstantSource wallTime) {
        this.settings = settings;
        this.random = random;
        this.dh = dh;
        this.wallTime = wallTime;
    }

    /**
     * Takes in one event and says what to do, in order.
     *
     * @param nowNanos monotonic time
     */
    public List<IkeEffect> on(IkeInput input, long nowNanos) {
        return List.of(new IkeEffect.Log("not yet: " + settings + random + dh + wallTime + input + nowNanos));
    }

    /** Monotonic time of the next {@link IkeInput.Tick} wanted; empty if none is. */
    public OptionalLong deadline() {
        return OptionalLong.empty();
    }

    /** How many datagrams were dropped, by reason; reasons that never happened are absent. */
    public Map<IkeDropReason, Long> drops() {
        return Map.copyOf(drops);
    }
}
