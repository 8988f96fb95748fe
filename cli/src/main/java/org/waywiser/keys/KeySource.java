package org.waywiser.keys;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.wire.control.SaName;

/**
 * Finds the secrets of IKE SAs, whoever negotiated them. Each answer holds a secret of its own, which outlives the SA until its holder
 * wipes it. Safe for use by several threads. RFC 7717 §5.1.
 */
public interface KeySource {
    /** The newest SA with that address. */
    Optional<IkeSecret> byPeer(InetAddress peer) throws KeysUnavailable;

    /** The SA with exactly these SPIs, in the order of the IKE header. */
    Optional<IkeSecret> bySpis(long spiI, long spiR) throws KeysUnavailable;

    /**
     * Keys of one STAMP session with the IKE SA of these SPIs, the caller's own.
     *
     * @param ssid 16 bits, once for each SA
     */
    default Optional<StampKeys> stampKeys(long spiI, long spiR, int ssid) throws KeysUnavailable {
        throw new KeysUnavailable("this key source has no keys for STAMP");
    }

    /**
     * Keys of a STAMP session that begins at this end, under an SSID that no session with the SA had. The two ends of an SA have halves of
     * their own: what one of them sent never verifies as sent by the other.
     *
     * @param ssid the wanted one; empty for any
     * @throws KeysUnavailable also where that SSID is taken or the other end's, or none is left, or the SA is gone
     */
    default StampSession newStampSession(long spiI, long spiR, OptionalInt ssid) throws KeysUnavailable {
        throw new KeysUnavailable("this key source has no keys for STAMP");
    }

    /**
     * Keys that a sender with that address may use for that SSID: of the newest SA, then of the one before it. None of an SA in which the SSID
     * is ours to begin with.
     */
    default List<StampCandidate> stampCandidates(InetAddress peer, int ssid) throws KeysUnavailable {
        return List.of();
    }

    /**
     * Binds a connection in a profile of the drafts to the newest SA with that address which is fit for it.
     *
     * @param root what keys are derived from
     */
    default Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) throws KeysUnavailable {
        return Optional.empty();
    }

    /** The same with the one SA of that name; nothing if two have it. */
    default Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) throws KeysUnavailable {
        return Optional.empty();
    }

    /** Hears of SAs from now on until the handle is closed; called on a thread of the source, so it must return soon. */
    Subscription listen(Listener listener) throws KeysUnavailable;

    /** Ends what {@link #listen} began. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** What happens to SAs. */
    interface Listener {
        /** An SA exists: both ends have proved who they are. */
        void established(IkeSecret sa);

        /** An SA, or the child of one, has a successor; where that is an IKE SA, {@link #established} and {@link #deleted} tell of both too. */
        default void rekeyed(Rekeying rekeying) {}

        /** An SA is gone: it can no longer be found, and its secret may be wiped already. */
        void deleted(IkeSecret sa);
    }
}
