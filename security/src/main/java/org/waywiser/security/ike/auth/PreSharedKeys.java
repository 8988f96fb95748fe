package org.waywiser.security.ike.auth;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.wire.ike.Identification;

/** Pre-shared keys by the peer's identity, with an optional one for all other peers. RFC 7296 §2.15. */
public final class PreSharedKeys {
    private final Map<Identification, Secret> byPeer;
    private final @Nullable Secret anyPeer;

    /** @param anyPeer for peers not listed, null for none */
    public PreSharedKeys(Map<Identification, Secret> byPeer, @Nullable Secret anyPeer) {
        this.byPeer = Map.copyOf(byPeer);
        this.anyPeer = anyPeer;
    }

    /** One key for whoever the peer is. */
    public static PreSharedKeys forAnyPeer(Secret key) {
        return new PreSharedKeys(Map.of(), key);
    }

    /** The key shared with that peer. */
    public Optional<Secret> keyFor(Identification peer) {
        return byPeer.entrySet().stream()
                .filter(entry -> Identities.same(entry.getKey(), peer))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> Optional.ofNullable(anyPeer));
    }
}
