package org.waywiser.security.ike.auth;

import java.util.List;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Identification;

/** Post-quantum pre-shared keys: mixed into the keys of an IKE SA, beside whatever proves the identities. RFC 8784 §2. */
public final class PostQuantumKeys {
    /**
     * One key.
     *
     * @param peer who shares it; empty for anyone
     * @param name PPK_ID without its type. RFC 8784 §5.1
     * @param key at least 32 octets, of full entropy. RFC 8784 §6
     */
    public record Ppk(Optional<Identification> peer, Octets name, Secret key) {
        /** Octets of a key, at least, that withstands a quantum computer. RFC 8784 §6. */
        public static final int STRONG = 32;

        private boolean isFor(Identification other) {
            return peer.isEmpty() || Identities.same(peer.get(), other);
        }
    }

    private final List<Ppk> keys;

    /** @param keys in order of preference; at least one */
    public PostQuantumKeys(List<Ppk> keys) {
        if (keys.isEmpty()) throw new IllegalArgumentException("no post-quantum key");
        this.keys = List.copyOf(keys);
    }

    /** Those shared with that peer, if there are any. */
    public Optional<PostQuantumKeys> towards(Identification peer) {
        var shared = keys.stream().filter(k -> k.isFor(peer)).toList();
        return shared.isEmpty() ? Optional.empty() : Optional.of(new PostQuantumKeys(shared));
    }

    /** The key that an initiator uses. */
    public Ppk first() {
        return keys.getFirst();
    }

    /** The key that an initiator names. */
    public Optional<Ppk> named(Octets name) {
        return keys.stream().filter(k -> k.name().equals(name)).findFirst();
    }
}
