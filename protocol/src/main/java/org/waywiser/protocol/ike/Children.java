package org.waywiser.protocol.ike;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.ProtocolId;

/** The child SAs of an IKE SA, which go over to its successor. RFC 7296 §1.4.1, §2.8, §2.25.1. */
final class Children {
    /** More are refused, but while one replaces another. RFC 7296 §1.3: NO_ADDITIONAL_SAS. */
    private static final int MOST = 8;

    private static final int SPI = 4;

    private final Map<Integer, Child> byOwnSpi = new LinkedHashMap<>();
    private final Set<Integer> told = new HashSet<>();
    private final Set<Integer> onTheWayOut = new HashSet<>();
    private Negotiated owner;

    Children(Negotiated owner) {
        this.owner = owner;
    }

    /** The IKE SA has a successor. */
    void ownedBy(Negotiated successor) {
        owner = successor;
    }

    /** @param replacing whether a child in the place of another is asked for */
    boolean full(boolean replacing) {
        return byOwnSpi.size() >= (replacing ? 2 * MOST : MOST);
    }

    Optional<Child> named(int ownSpi) {
        return Optional.ofNullable(byOwnSpi.get(ownSpi));
    }

    /** One that may be rekeyed. */
    Optional<Child> standing(int ownSpi) {
        return named(ownSpi).filter(c -> !leaves(c));
    }

    /** As the peer names it: by the SPI that the peer receives with. */
    Optional<Child> named(ProtocolId protocol, Octets peerSpi) {
        return byOwnSpi.values().stream()
                .filter(c -> c.info().suite().protocol().equals(protocol))
                .filter(c -> octets(c.info().peerSpi()).equals(peerSpi))
                .findFirst();
    }

    boolean holds(Child child) {
        return byOwnSpi.containsKey(child.ownSpi());
    }

    /** Whether it is replaced already, or this end is closing it. */
    boolean leaves(Child child) {
        return onTheWayOut.contains(child.ownSpi());
    }

    // ---- beginnings

    /** It exists, yet nobody is told before it is certain to stay. */
    void add(Child child) {
        byOwnSpi.put(child.ownSpi(), child);
    }

    void established(Child child, Effects effects) {
        told.add(child.ownSpi());
        effects.add(new IkeEffect.ChildEstablished(owner.spiI(), owner.spiR(), child.info()));
    }

    /** It is certain which child takes over from an old one, which may be gone already. */
    void replaced(Child old, Child successor, Effects effects) {
        if (!told.contains(old.ownSpi())) {
            established(successor, effects);
            return;
        }
        onTheWayOut.add(old.ownSpi());
        told.add(successor.ownSpi());
        effects.add(new IkeEffect.ChildRekeyed(owner.spiI(), owner.spiR(), old.ownSpi(), successor.info()));
    }

    boolean told(Child child) {
        return told.contains(child.ownSpi());
    }

    // ---- ends

    void closing(Child child) {
        onTheWayOut.add(child.ownSpi());
    }

    void remove(Child child, Effects effects) {
        int spi = child.ownSpi();
        if (byOwnSpi.remove(spi) == null) return;
        onTheWayOut.remove(spi);
        if (told.remove(spi)) {
            effects.add(new IkeEffect.ChildDeleted(owner.spiI(), owner.spiR(), spi));
        } else {
            child.info().wipe();
        }
    }

    /** The IKE SA is gone and all its children with it. */
    void end() {
        byOwnSpi.values().stream().filter(c -> !told(c)).forEach(c -> c.info().wipe());
        byOwnSpi.clear();
        told.clear();
        onTheWayOut.clear();
    }

    /** Deletes one at the peer by the SPI of this end. */
    static List<IkePayload> delete(Child child) {
        return List.of(new Delete(child.info().suite().protocol(), SPI, List.of(octets(child.ownSpi()))));
    }

    /**
     * The peer deletes children.
     *
     * @param closing the one that this end is deleting itself, if it is
     * @return Delete payloads of the other halves; of those that both ends delete there is none
     */
    List<IkePayload> deletedByPeer(Delete payload, Optional<Child> closing, Effects effects) {
        var halves = new ArrayList<Octets>();
        for (var spi : payload.spis()) {
            var child = named(payload.protocol(), spi);
            if (child.isEmpty()) continue;
            if (!child.equals(closing)) halves.add(octets(child.get().ownSpi()));
            remove(child.get(), effects);
        }
        return halves.isEmpty() ? List.of() : List.of(new Delete(payload.protocol(), SPI, halves));
    }

    static Octets octets(int spi) {
        return Octets.of((byte) (spi >>> 24), (byte) (spi >>> 16), (byte) (spi >>> 8), (byte) spi);
    }
}
