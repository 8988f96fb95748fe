package org.waywiser.keys.strongswan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.wire.KeyOctets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ha.HaAttribute;
import org.waywiser.wire.ha.HaAttribute.SaId;
import org.waywiser.wire.ha.HaField;
import org.waywiser.wire.ha.HaMessage;
import org.waywiser.wire.ha.HaType;

/** The SAs of a strongSwan, from its messages in the order they came. Owns all keys and wipes them. */
final class HaTable {
    /** Of SAs whose ends have proved nothing yet: strongSwan gives up earlier, and need not say so. */
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private static final int MOST_PENDING = 10_000;
    /** Reasons have numbers in them. */
    private static final int MOST_REASONS = 32;
    /** strongSwan has told all its SAs by then. */
    private static final long RESYNC_NANOS = Duration.ofSeconds(30).toNanos();

    /** Condition of an SA with a post-quantum key. */
    private static final int PPK = 0x2000;

    private record Spis(long spiI, long spiR) {
        static Spis of(SaId id) {
            return new Spis(id.spiI(), id.spiR());
        }
    }

    private final Optional<PostQuantumKeys> ppks;
    // those that are established in the order in which they were, and behind them some that are not yet
    private final Map<Spis, HeldSa> sas = new LinkedHashMap<>();
    private long childrenSoFar;
    private boolean resyncing;
    private long resyncEndsNanos;
    private boolean metUnknown;
    private final Map<String, Long> refused = new TreeMap<>();

    /** @param ppks for SAs that have one: strongSwan does not tell it. RFC 8784 */
    HaTable(Optional<PostQuantumKeys> ppks) {
        this.ppks = ppks;
    }

    /** What it tells for a while may be older than we are. */
    void resync(long nowNanos) {
        resyncing = true;
        resyncEndsNanos = nowNanos + RESYNC_NANOS;
    }

    /** Takes in what the message says, and leaves its keys to be wiped by the caller. */
    List<HaEvent> on(HaMessage message, long nowNanos) {
        Optional<SaId> id = message.saId(HaField.IKE_ID);
        // STATUS and the like are about no SA
        if (id.isEmpty()) return List.of();
        if (id.get().ikeVersion() != 2) {
            if (message.type() == HaType.IKE_ADD) refuse("an SA of IKEv1, which is not used here");
            return List.of();
        }
        return switch (message.type()) {
            case IKE_ADD -> announced(id.get(), message, nowNanos);
            case IKE_UPDATE -> updated(id.get(), message, nowNanos);
            case IKE_DELETE -> deleted(id.get());
            case CHILD_ADD -> childAdded(id.get(), message);
            case CHILD_DELETE -> childDeleted(id.get(), message);
            case MID_INITIATOR, MID_RESPONDER, SEGMENT_DROP, SEGMENT_TAKE, STATUS, RESYNC, IKE_IV -> List.of();
        };
    }

    private List<HaEvent> announced(SaId id, HaMessage message, long nowNanos) {
        var told = Announcement.of(id, message);
        var events = new ArrayList<HaEvent>();
        HeldSa known = sas.get(Spis.of(id));
        if (known != null && told.prf() == 0) {
            told.wipe();
            return refuse(known, Announcement.ADDITIONAL);
        }
        if (known != null && told.repeats(known.told)) {
            told.wipe();
            return events;
        }
        if (known != null) events.addAll(remove(known));
        Optional<HeldSa> before = told.replaced().map(old -> sas.get(Spis.of(old)));
        // a successor is born under our eyes, and so is what comes by itself unless we have asked for all
        boolean watched = before.isPresent() || !resyncing || nowNanos - resyncEndsNanos >= 0;
        var line = before.map(sa -> sa.line).orElseGet(HeldSa.Line::new);
        sas.put(Spis.of(id), new HeldSa(told, line, watched, nowNanos));
        return events;
    }

    private List<HaEvent> updated(SaId id, HaMessage message, long nowNanos) {
        HeldSa sa = sas.get(Spis.of(id));
        if (sa == null) return unknown();
        sa.update(message);
        boolean proven =
                message.all(HaField.REMOTE_ID, HaAttribute.class).findAny().isPresent() && sa.isProven();
        if (!sa.isPending() || !proven) return List.of();
        sas.remove(Spis.of(id));
        sas.put(Spis.of(id), sa);
        var events = new ArrayList<>(establish(sa, message.hasCondition(PPK), nowNanos));
        if (sa.roots().isPresent()) {
            sa.told
                    .replaced()
                    .map(old -> sa.rekeying(SaName.IKE, old.spiI(), old.spiR(), id.spiI(), id.spiR()))
                    .ifPresent(rekeying -> events.add(new HaEvent.Rekeyed(rekeying)));
        }
        for (HeldSa other : List.copyOf(sa.line.members)) {
            // of two that would take the same place one is left. RFC 7296 §2.8.2
            if (other != sa && (other.leaving || other.isPending())) events.addAll(remove(other));
        }
        return events;
    }

    private List<HaEvent> establish(HeldSa sa, boolean withPpk, long nowNanos) {
        Optional<String> refusal = sa.told.refusal();
        if (refusal.isPresent()) return refuse(sa, refusal.get());
        // the SK_d of an SA that takes another's place has it from there. RFC 8784 §3
        boolean mix = withPpk && sa.told.oldSkD().isEmpty();
        Optional<Secret> ppk = mix
                ? ppks.flatMap(all -> all.towards(sa.remoteId()))
                        .map(fitting -> fitting.first().key())
                : Optional.empty();
        if (mix && ppk.isEmpty()) {
            return refuse(
                    sa,
                    "strongSwan does not tell its post-quantum key (RFC 8784): give it with --ike-ppk-file, or wait"
                            + " for a rekey");
        }
        sa.establish(IkeRoots.of(sa.told, ppk), nowNanos);
        sa.told.wipe();
        return List.of(
                new HaEvent.Log(sa + " with " + sa.remoteText() + " ("
                        + sa.peer().getAddress().getHostAddress() + ")"
                        + sa.told
                                .replaced()
                                .map(old -> " in the place of " + IkeSecret.spi(old.spiI()) + " "
                                        + IkeSecret.spi(old.spiR()))
                                .orElse("")
                        + ": " + sa.told.proposal()),
                new HaEvent.Established(sa.secret()));
    }

    private List<HaEvent> refuse(HeldSa sa, String reason) {
        refuse("an IKE SA: " + reason);
        var events = new ArrayList<HaEvent>();
        if (sa.roots().isPresent()) events.add(new HaEvent.Deleted(sa.secret()));
        events.add(new HaEvent.Log(sa + " cannot be used: " + reason));
        sa.refuse(reason);
        return events;
    }

    private List<HaEvent> deleted(SaId id) {
        HeldSa sa = sas.get(Spis.of(id));
        if (sa == null) return List.of();
        // strongSwan ends an SA a moment before it says that another is in its place
        if (!sa.isPending() && sa.line.members.stream().anyMatch(HeldSa::isPending)) {
            sa.leaving = true;
            return List.of();
        }
        return remove(sa);
    }

    /** With the last of its line go the children. */
    private List<HaEvent> remove(HeldSa sa) {
        var events = new ArrayList<HaEvent>();
        sas.remove(Spis.of(sa.told.id()));
        if (sa.roots().isPresent()) {
            events.add(new HaEvent.Log(sa + " with " + sa.remoteText() + " is gone"));
            events.add(new HaEvent.Deleted(sa.secret()));
        }
        sa.wipe();
        List<HeldSa> rest = sa.line.members;
        rest.remove(sa);
        if (rest.isEmpty()) sa.line.wipe();
        else if (rest.stream().allMatch(other -> other.leaving)) events.addAll(remove(rest.getFirst()));
        return events;
    }

    private List<HaEvent> childAdded(SaId id, HaMessage message) {
        HeldSa sa = sas.get(Spis.of(id));
        if (sa == null) return unknown();
        var algorithms = IpsecAlgorithms.of(message);
        Optional<IkeRoots> roots = sa.roots();
        Optional<String> refusal = roots.isEmpty()
                ? Optional.of(sa.refusal().orElse("its IKE SA is not established"))
                : message.key(HaField.ADD_SECRET).isPresent()
                        ? Optional.of(Announcement.ADDITIONAL)
                        : algorithms.refusal();
        boolean whole = message.spi(HaField.INBOUND_SPI).isPresent()
                && message.spi(HaField.OUTBOUND_SPI).isPresent()
                && message.number(HaField.INITIATOR).isPresent();
        if (!whole) refusal = Optional.of("strongSwan did not tell its SPIs");
        if (refusal.isPresent()) {
            refuse("a child: " + refusal.get());
            return List.of(new HaEvent.Log(sa + " has a child that cannot be used: " + refusal.get()));
        }
        int inbound = message.spi(HaField.INBOUND_SPI).getAsInt();
        HeldChild child = child(roots.orElseThrow(), algorithms, inbound, message);
        Optional<HeldChild> old =
                sa.line.children.values().stream().filter(child::isLike).reduce((_, newer) -> newer);
        HeldChild before = sa.line.children.put(inbound, child);
        if (before != null) before.wipe();
        var events = new ArrayList<HaEvent>();
        events.add(new HaEvent.Log(sa + " has child " + child));
        if (before == null) old.ifPresent(like -> events.add(new HaEvent.Rekeyed(rekeyed(sa, like, child))));
        return events;
    }

    private static Rekeying rekeyed(HeldSa sa, HeldChild old, HeldChild child) {
        return sa.rekeying(
                child.algorithms().protocol(),
                Integer.toUnsignedLong(old.spiI()),
                Integer.toUnsignedLong(old.spiR()),
                Integer.toUnsignedLong(child.spiI()),
                Integer.toUnsignedLong(child.spiR()));
    }

    private HeldChild child(IkeRoots roots, IpsecAlgorithms algorithms, int inbound, HaMessage message) {
        int outbound = message.spi(HaField.OUTBOUND_SPI).orElseThrow();
        // the initiator of the exchange that made the child, which need not be that of the IKE SA. RFC 7296 §2.17
        boolean initiator = message.number(HaField.INITIATOR).orElseThrow() != 0;
        byte[] shared = message.key(HaField.SECRET).map(KeyOctets::toByteArray).orElse(new byte[0]);
        Secret keymat = KeySchedule.keymat(
                roots.prf(),
                roots.skD(),
                shared,
                message.nonce(HaField.NONCE_I),
                message.nonce(HaField.NONCE_R),
                algorithms.keymatOctets().orElseThrow());
        Arrays.fill(shared, (byte) 0);
        return new HeldChild(
                initiator ? inbound : outbound,
                initiator ? outbound : inbound,
                algorithms,
                initiator,
                ChildTraffic.of(message),
                keymat,
                new UsedNumbers(),
                childrenSoFar++);
    }

    private List<HaEvent> childDeleted(SaId id, HaMessage message) {
        HeldSa sa = sas.get(Spis.of(id));
        if (sa == null || message.spi(HaField.INBOUND_SPI).isEmpty()) return List.of();
        HeldChild gone =
                sa.line.children.remove(message.spi(HaField.INBOUND_SPI).getAsInt());
        if (gone == null) return List.of();
        gone.wipe();
        return List.of(new HaEvent.Log(sa + " has lost child " + gone));
    }

    private List<HaEvent> unknown() {
        refuse("news of an SA from before this process, which can be used after its next rekey");
        if (metUnknown) return List.of();
        metUnknown = true;
        return List.of(new HaEvent.Log("strongSwan has IKE SAs from before this process: they can be used after"
                + " their next rekey, or at once with --ha-resync, which has strongSwan rekey all its child SAs"));
    }

    /** Counts something that cannot be used. */
    void refuse(String what) {
        if (refused.size() < MOST_REASONS || refused.containsKey(what)) refused.merge(what, 1L, Long::sum);
    }

    /** How often something was told that cannot be used, by what and why. */
    Map<String, Long> refused() {
        return Map.copyOf(refused);
    }

    /** Forgets what strongSwan has given up without saying so. */
    List<HaEvent> expire(long nowNanos) {
        List<HeldSa> pending = sas.values().stream().filter(HeldSa::isPending).toList();
        var events = new ArrayList<HaEvent>();
        int surplus = pending.size() - MOST_PENDING;
        for (int i = 0; i < pending.size(); i++) {
            boolean old = nowNanos - pending.get(i).announcedNanos >= PATIENCE_NANOS;
            if (old || i < surplus) events.addAll(remove(pending.get(i)));
        }
        return events;
    }

    /** strongSwan has gone without a word. */
    List<HaEvent> forgetAll() {
        var events = new ArrayList<HaEvent>();
        for (HeldSa sa : List.copyOf(sas.values())) events.addAll(remove(sa));
        metUnknown = false;
        return events;
    }

    /** SAs that can be used, oldest first. */
    Stream<HeldSa> usable() {
        return sas.values().stream().filter(sa -> sa.roots().isPresent());
    }

    Optional<HeldSa> named(long spiI, long spiR) {
        return Optional.ofNullable(sas.get(new Spis(spiI, spiR)))
                .filter(sa -> sa.roots().isPresent());
    }

    boolean holds(HeldSa sa) {
        return sas.get(Spis.of(sa.told.id())) == sa;
    }
}
