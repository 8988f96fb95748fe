package org.waywiser.security.ike.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/** Shows possession of a pre-shared key. RFC 7296 §2.15. */
public final class SharedKeyAuthenticator implements Authenticator {
    private static final byte[] KEY_PAD = "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII);

    private final Identification identity;
    private final PreSharedKeys keys;
    private final Optional<Identification> peer;

    private SharedKeyAuthenticator(Identification identity, PreSharedKeys keys, Optional<Identification> peer) {
        this.identity = identity;
        this.keys = keys;
        this.peer = peer;
    }

    /** For an Initiator, which knows its peer by name. */
    public static Authenticator towards(Identification peer, Identification identity, PreSharedKeys keys) {
        return new SharedKeyAuthenticator(identity, keys, Optional.of(peer));
    }

    /** For a Responder, which learns the peer's name first: see {@link #forPeer}. */
    public static Authenticator towardsAnyone(Identification identity, PreSharedKeys keys) {
        return new SharedKeyAuthenticator(identity, keys, Optional.empty());
    }

    @Override
    public Authenticator forPeer(VerifiedPeer verified) {
        return towards(verified.identity(), identity, keys);
    }

    @Override
    public Identification identity() {
        return identity;
    }

    @Override
    public List<Certificate> certificates() {
        return List.of();
    }

    @Override
    public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
            throws AuthenticationFailed {
        Identification towards =
                peer.orElseThrow(() -> new AuthenticationFailed(Reason.NO_CREDENTIALS, "peer not known yet"));
        Secret mac = mac(key(keys, towards), signedOctets, prf);
        byte[] octets = mac.toByteArray();
        return new Authentication(AuthMethod.SHARED_KEY, Octets.of(octets));
    }

    static Secret key(PreSharedKeys keys, Identification peer) throws AuthenticationFailed {
        return keys.keyFor(peer)
                .orElseThrow(() -> new AuthenticationFailed(
                        Reason.NO_CREDENTIALS, "no pre-shared key for " + Identities.text(peer)));
    }

    static Secret mac(Secret key, byte[] signedOctets, Prf prf) {
        Secret padded = prf.apply(key, KEY_PAD);
        Secret mac = prf.apply(padded, signedOctets);
        padded.wipe();
        return mac;
    }
}
