package org.waywiser.protocol.ike;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.DhSource;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.wire.ike.Identification;

/** Endpoints with pre-shared keys, reproducible from a seed. */
final class Ends {
    static final Identification ALICE = Identities.parse("alice.example.org");
    static final Identification BOB = Identities.parse("bob.example.org");
    static final InetSocketAddress ALICE_AT = address("192.0.2.1", 4500);
    static final InetSocketAddress BOB_AT = address("192.0.2.2", 4500);
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** What Alice puts into a child of IKE_AUTH. */
    static final ChildEnd ALICES_END = new ChildEnd(
            0xa11ce, ChildSelectors.between(ALICE_AT.getAddress(), BOB_AT.getAddress(), NatDetection.NONE));
    /** What Bob puts into it. */
    static final ChildEnd BOBS_END = new ChildEnd(
            0xb0b00, ChildSelectors.between(BOB_AT.getAddress(), ALICE_AT.getAddress(), NatDetection.NONE));

    private Ends() {}

    static IkePolicy alice(String psk, String proposals) {
        var keys = PreSharedKeys.forAnyPeer(Secret.of(psk.getBytes(StandardCharsets.UTF_8)));
        return new IkePolicy(
                SharedKeyAuthenticator.towards(BOB, ALICE, keys),
                PeerPolicy.sharedKeys(keys).expecting(BOB),
                IkeProposals.parse(proposals),
                Optional.of(BOB));
    }

    static IkePolicy bob(String psk, String proposals) {
        var keys = PreSharedKeys.forAnyPeer(Secret.of(psk.getBytes(StandardCharsets.UTF_8)));
        return new IkePolicy(
                SharedKeyAuthenticator.towardsAnyone(BOB, keys),
                PeerPolicy.sharedKeys(keys),
                IkeProposals.parse(proposals),
                Optional.empty());
    }

    static IkeEndpoint initiator(long seed) {
        return endpoint(IkeSettings.defaults(Optional.empty()), seed);
    }

    static IkeEndpoint responder(IkePolicy policy, long seed) {
        return endpoint(IkeSettings.defaults(Optional.of(policy)), seed);
    }

    static IkeEndpoint endpoint(IkeSettings settings, long seed) {
        return new IkeEndpoint(settings, new SplittableRandom(seed), keyPairs(seed), InstantSource.fixed(NOW));
    }

    static DhSource keyPairs(long seed) {
        return new EphemeralKeyPairs(secure(seed));
    }

    /** For a single SA, whose successors are lost. */
    static IkeSa.Context context(IkeSettings settings, DhSource dh) {
        var keeper = new IkeSa.Keeper() {
            private long spis = 1L << 50;

            @Override
            public void beginAnew(IkeSaInitOffer first, Attempt attempt, Effects effects) {
                throw new IllegalStateException("nothing fails here");
            }

            @Override
            public long newSpi() {
                return spis++;
            }

            @Override
            public void add(IkeSa sa) {}

            @Override
            public void changed(long ownSpi) {}

            @Override
            public void reauthenticate(OpenSa sa, long nowNanos, Effects effects) {}

            @Override
            public boolean knowsAnother(long ownSpi, IkeAuth.Ends ends) {
                return false;
            }

            @Override
            public void alone(OpenSa sa, long beforeNanos, Effects effects) {}
        };
        return new IkeSa.Context(settings, dh, InstantSource.fixed(NOW), new SplittableRandom(5), keeper);
    }

    static InetSocketAddress address(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static SecureRandom secure(long seed) {
        try {
            var random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
