package org.waywiser.keys.xfrm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.Policy;
import org.waywiser.wire.xfrm.Policy.Template;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.XfrmMessage;

/**
 * The kernel's SAs as its messages tell of them, and which two belong together: nothing in the kernel says that. Two are a pair if they are
 * the only ones of their group that are not paired yet, and nothing happened for a while; during a rekey the old pair is known from before,
 * so that the new one is known too. What stays ambiguous is not offered.
 */
final class SaTable {
    /** A daemon installs both SAs of an exchange, or deletes them, one right after the other. */
    static final long SETTLING_NANOS = 100_000_000;

    private static final Comparator<SaPair> BY_AGE =
            Comparator.comparingLong(pair -> pair.out().order());

    /** A pair and the one with new keys that took its place. RFC 7296 §2.8. */
    record Succession(SaPair old, SaPair successor) {}

    private final Predicate<Octets> local;
    private final Map<SaId, KernelSa> sas = new LinkedHashMap<>();
    private final Map<Long, Policy> policies = new LinkedHashMap<>();
    private final Map<KernelSa, SaPair> pairs = new HashMap<>();
    private final List<Succession> successions = new ArrayList<>();
    private int dump;
    private boolean dumping;
    private long heard;
    private long lastChange;

    /** @param local whether an address is one of this host's */
    SaTable(Predicate<Octets> local) {
        this.local = local;
    }

    /** What comes until {@link #dumpEnds} from the kernel as answer, not as news, was there before. */
    void dumpBegins() {
        dump++;
        dumping = true;
        policies.clear();
    }

    void dumpEnds(long nowNanos) {
        dumping = false;
        List.copyOf(sas.values()).stream()
                .filter(sa -> !sa.seenIn(dump))
                .forEach(sa -> remove(sa.sa().id(), nowNanos));
    }

    /**
     * Takes in what the kernel said.
     *
     * @param news whether something happened just now, other than in an answer
     */
    void on(XfrmMessage message, boolean news, long nowNanos) {
        settle(nowNanos);
        switch (message) {
            case XfrmMessage.SaSet(Sa sa) -> set(sa, news, nowNanos);
            case XfrmMessage.SaDeleted(SaId id) -> remove(id, nowNanos);
            case XfrmMessage.SaExpired(SaId id, boolean hard) -> {
                // The message tells no mark.
                if (hard) removeAll(sa -> unmarked(sa.sa().id()).equals(unmarked(id)), nowNanos);
            }
            case XfrmMessage.SasFlushed flushed ->
                removeAll(sa -> flushed.includes(sa.sa().id()), nowNanos);
            case XfrmMessage.PolicySet(Policy policy) -> policies.put(policy.index(), policy);
            case XfrmMessage.PolicyDeleted(long index) -> policies.remove(index);
            case XfrmMessage.PolicyExpired(long index, boolean hard) -> {
                if (hard) policies.remove(index);
            }
            case XfrmMessage.PoliciesFlushed() -> policies.clear();
            case XfrmMessage.Done _, XfrmMessage.Failed _, XfrmMessage.Other _ -> {}
        }
    }

    private static List<Object> unmarked(SaId id) {
        return List.of(id.destination(), id.spi(), id.protocol());
    }

    private void set(Sa sa, boolean news, long nowNanos) {
        boolean in = local.test(sa.id().destination());
        if (sa.larval() || in == local.test(sa.source())) return;
        KernelSa known = sas.get(sa.id());
        if (known != null && known.renew(sa, dump)) return;
        remove(sa.id(), nowNanos);
        // Whatever a later dump brings to light is younger than the first one.
        boolean watched = news || dump > 1 || !dumping;
        var young = new KernelSa(sa, in, watched, heard++, dump);
        pairs.values().stream()
                .filter(pair -> pair.in().group().equals(young.group()))
                .max(BY_AGE)
                .ifPresent(young::mayFollow);
        sas.put(sa.id(), young);
        lastChange = nowNanos;
    }

    private void removeAll(Predicate<KernelSa> which, long nowNanos) {
        List.copyOf(sas.values()).stream()
                .filter(which)
                .forEach(sa -> remove(sa.sa().id(), nowNanos));
    }

    private void remove(SaId id, long nowNanos) {
        KernelSa gone = sas.remove(id);
        if (gone == null) return;
        lastChange = nowNanos;
        SaPair pair = pairs.get(gone);
        if (pair == null) {
            gone.sa().wipe();
        } else if (!present(pair.in()) && !present(pair.out())) {
            pairs.remove(pair.in());
            pairs.remove(pair.out());
            pair.wipe();
        }
    }

    private boolean present(KernelSa sa) {
        return sas.get(sa.sa().id()) == sa;
    }

    /** Pairs what can be told apart, once things are quiet. */
    private void settle(long nowNanos) {
        if (unsettled(nowNanos)) return;
        var groups = new HashMap<KernelSa.Group, List<KernelSa>>();
        sas.values().stream()
                .filter(sa -> sa.partner().isEmpty())
                .forEach(sa -> groups.computeIfAbsent(sa.group(), _ -> new ArrayList<>())
                        .add(sa));
        groups.values().forEach(this::pair);
    }

    private void pair(List<KernelSa> single) {
        List<KernelSa> in = single.stream().filter(KernelSa::inbound).toList();
        List<KernelSa> out = single.stream().filter(sa -> !sa.inbound()).toList();
        // Some daemons write the SPI of the current SA into the policy for packets that leave.
        List<KernelSa> current = out.stream().filter(this::named).toList();
        if (out.size() > 1 && current.size() == 1) out = current;
        if (in.size() != 1 || out.size() != 1) return;
        var pair = new SaPair(in.getFirst(), out.getFirst(), new UsedNumbers());
        Stream.of(pair.in(), pair.out())
                .flatMap(sa -> sa.predecessor().stream())
                .max(BY_AGE)
                .ifPresent(old -> successions.add(new Succession(old, pair)));
        pair.in().pairWith(pair.out());
        pairs.put(pair.in(), pair);
        pairs.put(pair.out(), pair);
    }

    private boolean named(KernelSa out) {
        return policies.values().stream()
                .filter(policy -> policy.direction() == Policy.OUT)
                .flatMap(policy -> policy.templates().stream())
                .anyMatch(template -> template.spi() == out.sa().id().spi() && matches(template, out));
    }

    private static boolean matches(Template template, KernelSa out) {
        Sa sa = out.sa();
        return template.protocol() == sa.id().protocol()
                && template.mode() == sa.mode()
                && template.request() == sa.request();
    }

    /** Whether something happened that may not be over. */
    boolean unsettled(long nowNanos) {
        return dumping || !sas.isEmpty() && nowNanos - lastChange < SETTLING_NANOS;
    }

    /** For how many nanoseconds more that holds if nothing else happens; {@link Long#MAX_VALUE} if it does not. */
    long unsettledFor(long nowNanos) {
        return unsettled(nowNanos) ? SETTLING_NANOS - (nowNanos - lastChange) : Long.MAX_VALUE;
    }

    /** Pairs that took the place of another since this was asked last: one was there when the SAs of the other came. */
    List<Succession> successions(long nowNanos) {
        settle(nowNanos);
        var since = List.copyOf(successions);
        successions.clear();
        return since;
    }

    /** Pairs whose way leads to a peer, the newest first: the one that is in use before one that is not yet or no longer. */
    List<SaPair> with(Octets peer, long nowNanos) {
        return known(nowNanos)
                .filter(this::whole)
                .filter(pair -> leadsTo(pair, peer))
                .sorted(Comparator.comparing((SaPair pair) -> named(pair.out()))
                        .thenComparing(BY_AGE)
                        .reversed())
                .toList();
    }

    /**
     * Pairs with a peer by their SPIs, in whichever order. One that is replaced keeps its name until both its SAs are gone: where it was
     * offered it may be asked for a little later.
     */
    List<SaPair> named(Octets peer, SaName name, long nowNanos) {
        return known(nowNanos)
                .filter(pair -> pair.protocol() == name.protocol() && pair.has(name.spiI(), name.spiR()))
                .filter(pair -> leadsTo(pair, peer))
                .toList();
    }

    private Stream<SaPair> known(long nowNanos) {
        settle(nowNanos);
        return pairs.values().stream().distinct();
    }

    private boolean whole(SaPair pair) {
        return present(pair.in()) && present(pair.out());
    }

    /** In tunnel mode the peer may have other addresses than the end of the tunnel. */
    private boolean leadsTo(SaPair pair, Octets peer) {
        return pair.remote().equals(peer) || policiesLeadTo(pair, peer);
    }

    private boolean policiesLeadTo(SaPair pair, Octets peer) {
        return policies.values().stream()
                .filter(policy ->
                        policy.direction() == Policy.OUT && policy.selector().reaches(peer))
                .flatMap(policy -> policy.templates().stream())
                .anyMatch(template ->
                        matches(template, pair.out()) && template.destination().equals(pair.remote()));
    }

    /** SAs with that peer of which nobody can tell which belong together. */
    Optional<String> ambiguous(Octets peer) {
        var single = sas.values().stream()
                .filter(sa -> sa.group().remote().equals(peer) && sa.partner().isEmpty())
                .map(KernelSa::toString)
                .toList();
        return single.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", single));
    }

    /** All pairs, oldest first. */
    List<SaPair> all(long nowNanos) {
        return known(nowNanos).filter(this::whole).sorted(BY_AGE).toList();
    }

    /** Whether an SA of the pair is there, or what took its place cannot be told yet. */
    boolean alive(SaPair pair) {
        return pairs.containsKey(pair.in())
                || sas.values().stream()
                        .anyMatch(sa -> sa.partner().isEmpty()
                                && sa.group().equals(pair.in().group()));
    }
}
