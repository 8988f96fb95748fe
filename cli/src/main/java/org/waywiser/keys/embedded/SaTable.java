package org.waywiser.keys.embedded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.Candidate;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.StampCandidate;
import org.waywiser.keys.StampSession;
import org.waywiser.keys.StampSsids;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.DeletionCause;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.protocol.ike.IkeSaStanding;
import org.waywiser.protocol.ike.IkeSaStanding.Activity;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.control.SaName;

/** Established SAs, written by the engine's thread and read by any. Owns their secrets: gives away copies, wipes with the SA. */
final class SaTable {
    private record Name(long spiI, long spiR) {}

    // in the order they were established; guarded by itself, so that no secret is wiped while it is copied
    private final Map<Name, IkeSaInfo> sas = new LinkedHashMap<>();
    private final ChildTable children = new ChildTable();
    private final Map<Name, Long> establishedNanos = new HashMap<>();
    private final Map<Name, UsedNumbers> used = new HashMap<>();
    private final List<KeySource.Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<SaEvent>> watchers = new CopyOnWriteArrayList<>();

    /** Both ends of an SA have proved who they are. */
    IkeSecret established(IkeSaInfo sa) {
        return add(sa, new SaEvent.Established(sa.spiI(), sa.spiR()));
    }

    /** An SA has a successor, which takes over its children. */
    void rekeyed(long oldSpiI, long oldSpiR, IkeSaInfo successor) {
        add(successor, new SaEvent.Rekeyed(oldSpiI, oldSpiR, successor.spiI(), successor.spiR()))
                .secret()
                .wipe();
        children.inherited(oldSpiI, oldSpiR, successor.spiI(), successor.spiR());
        tell(new Rekeying(
                SaName.IKE,
                oldSpiI,
                oldSpiR,
                successor.spiI(),
                successor.spiR(),
                successor.peer().getAddress(),
                Identities.text(successor.remoteIdentity())));
    }

    /** The child of an SA has a successor; it lives on until it is deleted itself. */
    void childRekeyed(long spiI, long spiR, int oldOwnSpi, ChildSaInfo successor) {
        Optional<ChildSaInfo> old = children.of(spiI, spiR).stream()
                .filter(child -> child.ownSpi() == oldOwnSpi)
                .findAny();
        children.add(spiI, spiR, successor);
        IkeSaInfo sa = find(spiI, spiR);
        if (old.isEmpty() || sa == null) return;
        tell(new Rekeying(
                successor.suite().protocol().number(),
                Integer.toUnsignedLong(old.get().spiI()),
                Integer.toUnsignedLong(old.get().spiR()),
                Integer.toUnsignedLong(successor.spiI()),
                Integer.toUnsignedLong(successor.spiR()),
                sa.peer().getAddress(),
                Identities.text(sa.remoteIdentity())));
    }

    private @Nullable IkeSaInfo find(long spiI, long spiR) {
        synchronized (sas) {
            return sas.get(new Name(spiI, spiR));
        }
    }

    private void tell(Rekeying rekeying) {
        for (var listener : listeners) listener.rekeyed(rekeying);
    }

    private IkeSecret add(IkeSaInfo sa, SaEvent event) {
        IkeSecret published;
        synchronized (sas) {
            sas.put(new Name(sa.spiI(), sa.spiR()), sa);
            establishedNanos.put(new Name(sa.spiI(), sa.spiR()), System.nanoTime());
            used.put(new Name(sa.spiI(), sa.spiR()), new UsedNumbers());
            published = copy(sa);
        }
        for (var listener : listeners) listener.established(published.copy());
        for (var watcher : watchers) watcher.accept(event);
        return published;
    }

    void remove(long spiI, long spiR, DeletionCause cause) {
        IkeSecret last;
        synchronized (sas) {
            IkeSaInfo sa = sas.remove(new Name(spiI, spiR));
            if (sa == null) return;
            establishedNanos.remove(new Name(spiI, spiR));
            used.remove(new Name(spiI, spiR));
            last = copy(sa);
            sa.wipe();
        }
        children.removeAll(spiI, spiR);
        for (var listener : listeners) listener.deleted(last.copy());
        last.secret().wipe();
        for (var watcher : watchers) watcher.accept(new SaEvent.Gone(spiI, spiR, cause));
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

    /** Binds to the newest SA with that address which is fit for the profile. */
    Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) {
        Predicate<ChildSaInfo> fits =
                child -> profile != Profile.DRAFT_ALT2 || child.suite().isCbcWithHmac();
        return choose(peer, root, fits, Candidate::newest);
    }

    /** Binds to the one SA of that name; to none where two have it. */
    Optional<SaBinding> bind(InetAddress peer, SaName name) {
        RootKind root = name.protocol() == SaName.IKE ? RootKind.IKE_SA : RootKind.IPSEC_SA;
        return choose(peer, root, _ -> true, all -> Candidate.named(all, name));
    }

    private Optional<SaBinding> choose(
            InetAddress peer,
            RootKind root,
            Predicate<ChildSaInfo> fits,
            Function<List<Candidate>, Optional<SaBinding>> choice) {
        synchronized (sas) {
            synchronized (children) {
                return choice.apply(sas.entrySet().stream()
                        .filter(entry -> entry.getValue().peer().getAddress().equals(peer))
                        .flatMap(entry -> root == RootKind.IPSEC_SA
                                ? children.candidates(entry.getValue(), fits)
                                : candidate(entry.getKey(), entry.getValue()).stream())
                        .toList());
            }
        }
    }

    private Optional<Candidate> candidate(Name name, IkeSaInfo sa) {
        return Bindings.ofIke(sa, used.getOrDefault(name, new UsedNumbers()), () -> isThere(name));
    }

    private boolean isThere(Name name) {
        synchronized (sas) {
            return sas.containsKey(name);
        }
    }

    Optional<StampKeys> stampKeys(long spiI, long spiR, int ssid) {
        synchronized (sas) {
            return Optional.ofNullable(sas.get(new Name(spiI, spiR))).map(sa -> StampKeys.of(sa.prf(), sa.skD(), ssid));
        }
    }

    StampSession newStampSession(long spiI, long spiR, OptionalInt ssid) throws KeysUnavailable {
        var name = new Name(spiI, spiR);
        synchronized (sas) {
            IkeSaInfo sa = sas.get(name);
            UsedNumbers numbers = used.get(name);
            if (sa == null || numbers == null) throw StampSsids.gone();
            int taken = StampSsids.take(numbers, sa.initiator(), ssid);
            return new StampSession(taken, StampKeys.of(sa.prf(), sa.skD(), taken));
        }
    }

    List<StampCandidate> stampCandidates(InetAddress peer, int ssid) {
        synchronized (sas) {
            return List.copyOf(sas.values()).reversed().stream()
                    .filter(sa -> sa.peer().getAddress().equals(peer))
                    .limit(StampSsids.CANDIDATES)
                    .filter(sa -> StampSsids.ofInitiator(ssid) != sa.initiator())
                    .map(sa -> new StampCandidate(sa.spiI(), sa.spiR(), StampKeys.of(sa.prf(), sa.skD(), ssid)))
                    .toList();
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

    /**
     * All SAs without their keys, oldest first.
     *
     * @param standings what the engine says of them now
     */
    List<SaStatus> statuses(List<IkeSaStanding> standings) {
        var byName = new HashMap<Name, IkeSaStanding>();
        for (var standing : standings) byName.put(new Name(standing.spiI(), standing.spiR()), standing);
        synchronized (sas) {
            return sas.entrySet().stream()
                    .map(sa -> status(sa.getKey(), sa.getValue(), Optional.ofNullable(byName.get(sa.getKey()))))
                    .toList();
        }
    }

    /** @param standing empty for an SA whose engine has ended, which takes it along */
    private SaStatus status(Name name, IkeSaInfo sa, Optional<IkeSaStanding> standing) {
        long now = System.nanoTime();
        return new SaStatus(
                SaName.IKE,
                sa.spiI(),
                sa.spiR(),
                standing.map(IkeSaStanding::activity)
                        .orElse(Activity.DELETING)
                        .name()
                        .toLowerCase(Locale.ROOT),
                sa.initiator(),
                sa.connection(),
                "PRF_" + sa.prf(),
                sa.proposal(),
                Identities.text(sa.localIdentity()),
                Identities.text(sa.remoteIdentity()),
                sa.peer(),
                Duration.ofNanos(now - establishedNanos.getOrDefault(name, now)),
                standing.flatMap(s -> until(s.rekeyAtNanos(), now)),
                standing.flatMap(s -> until(s.endsAtNanos(), now)));
    }

    private static Optional<Duration> until(OptionalLong atNanos, long now) {
        return atNanos.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, atNanos.getAsLong() - now)));
    }

    KeySource.Subscription listen(KeySource.Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    KeySource.Subscription watch(Consumer<SaEvent> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
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
