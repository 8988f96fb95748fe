package org.waywiser.keys.embedded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.Identities;

/** Established SAs, written by the engine's thread and read by any. Owns their secrets: gives away copies, wipes with the SA. */
final class SaTable {
    private record Name(long spiI, long spiR) {}

    // in the order they were established; guarded by itself, so that no secret is wiped while it is copied
    private final Map<Name, IkeSaInfo> sas = new LinkedHashMap<>();
    private final ChildTable children = new ChildTable();
    private final Map<Name, Long> established = new HashMap<>();
    private final List<KeySource.Listener> listeners = new CopyOnWriteArrayList<>();

    IkeSecret add(IkeSaInfo sa) {
        IkeSecret published;
        synchronized (sas) {
            sas.put(new Name(sa.spiI(), sa.spiR()), sa);
            established.put(new Name(sa.spiI(), sa.spiR()), System.nanoTime());
            published = copy(sa);
        }
        for (var listener : listeners) listener.established(published.copy());
        return published;
    }

    void remove(long spiI, long spiR) {
        IkeSecret last;
        synchronized (sas) {
            IkeSaInfo sa = sas.remove(new Name(spiI, spiR));
            if (sa == null) return;
            established.remove(new Name(spiI, spiR));
            last = copy(sa);
            sa.wipe();
        }
        children.removeAll(spiI, spiR);
        for (var listener : listeners) listener.deleted(last.copy());
        last.secret().wipe();
    }

    ChildTable children() {
        return children;
    }

    /** The peer is found by its new address from now on; its place among the SAs stays. */
    void moved(long spiI, long spiR, InetSocketAddress peer) {
        synchronized (sas) {
            sas.computeIfPresent(new Name(spiI, spiR), (_, sa) -> sa.at(peer));
        }
    }

    Optional<IkeSecret> newestWith(InetAddress peer) {
        synchronized (sas) {
            IkeSaInfo newest = null;
            for (IkeSaInfo sa : sas.values()) if (sa.peer().getAddress().equals(peer)) newest = sa;
            return Optional.ofNullable(newest).map(SaTable::copy);
        }
    }

    Optional<IkeSecret> named(long spiI, long spiR) {
        synchronized (sas) {
            return Optional.ofNullable(sas.get(new Name(spiI, spiR))).map(SaTable::copy);
        }
    }

    /** SK_d itself, for tests in the same virtual machine that compare it with the peer's. */
    Optional<Secret> skD(long spiI, long spiR) {
        synchronized (sas) {
            return Optional.ofNullable(sas.get(new Name(spiI, spiR)))
                    .map(sa -> sa.skD().copy());
        }
    }

    boolean isEmpty() {
        synchronized (sas) {
            return sas.isEmpty();
        }
    }

    List<IkeSecret> all() {
        synchronized (sas) {
            return sas.values().stream().map(SaTable::copy).toList();
        }
    }

    /** All SAs without their keys, oldest first. */
    List<SaStatus> statuses() {
        synchronized (sas) {
            return sas.values().stream().map(this::status).toList();
        }
    }

    private SaStatus status(IkeSaInfo sa) {
        long begun = established.getOrDefault(new Name(sa.spiI(), sa.spiR()), System.nanoTime());
        return new SaStatus(
                sa.spiI(),
                sa.spiR(),
                "established",
                sa.initiator(),
                Optional.empty(),
                "PRF_" + sa.prf(),
                sa.proposal(),
                Identities.text(sa.localIdentity()),
                Identities.text(sa.remoteIdentity()),
                sa.peer(),
                Duration.ofNanos(System.nanoTime() - begun),
                Optional.empty());
    }

    KeySource.Subscription listen(KeySource.Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static IkeSecret copy(IkeSaInfo sa) {
        return new IkeSecret(
                sa.spiI(),
                sa.spiR(),
                sa.sharedSecret().copy(),
                "PRF_" + sa.prf(),
                sa.proposal(),
                Identities.text(sa.localIdentity()),
                Identities.text(sa.remoteIdentity()),
                sa.peer().getAddress());
    }
}
