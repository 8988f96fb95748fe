package org.waywiser.keys.strongswan;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.Candidate;
import org.waywiser.keys.LocalBinding;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Root;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.control.SaName;

/** What SAs of strongSwan give to connections in a profile of the drafts. draft-ietf-ippm-ipsec-01 §4.1. */
final class Bindings {
    private final HaTable table;

    /** @param table which is also what its users lock */
    Bindings(HaTable table) {
        this.table = table;
    }

    /** SAs with that address: those whose own it is, else those whose children carry its traffic. */
    static List<HeldSa> with(InetAddress peer, HaTable table) {
        List<HeldSa> own = table.usable().filter(sa -> sa.isAt(peer)).toList();
        return own.isEmpty() ? table.usable().filter(sa -> sa.covers(peer)).toList() : own;
    }

    /** To the newest SA that is fit for it. */
    Optional<SaBinding> newest(InetAddress peer, Profile profile, RootKind root) {
        Predicate<HeldChild> fits =
                child -> profile != Profile.DRAFT_ALT2 || child.algorithms().isCbcWithHmac();
        synchronized (table) {
            return Candidate.newest(candidates(peer, root, fits));
        }
    }

    /** To the one SA of that name; to none where two have it. */
    Optional<SaBinding> named(InetAddress peer, SaName name) {
        RootKind root = name.protocol() == SaName.IKE ? RootKind.IKE_SA : RootKind.IPSEC_SA;
        synchronized (table) {
            return Candidate.named(candidates(peer, root, _ -> true), name);
        }
    }

    private List<Candidate> candidates(InetAddress peer, RootKind root, Predicate<HeldChild> fits) {
        List<HeldSa> sas = with(peer, table);
        return switch (root) {
            case IKE_SA ->
                sas.stream()
                        .filter(sa -> sa.roots().orElseThrow().skeyseed().isPresent())
                        .map(sa -> new Candidate(name(sa), () -> ofIke(sa)))
                        .toList();
            case IPSEC_SA ->
                children(sas, fits)
                        .sorted(Comparator.comparingLong(owned -> owned.child().number()))
                        .map(owned -> new Candidate(owned.child().name(), () -> ofChild(owned)))
                        .toList();
        };
    }

    private record Owned(HeldSa sa, HeldChild child) {}

    /** Each with the newest SA of its line. */
    private static Stream<Owned> children(List<HeldSa> sas, Predicate<HeldChild> fits) {
        return sas.stream()
                .filter(sa -> sas.stream()
                                .filter(other -> other.line == sa.line)
                                .toList()
                                .getLast()
                        == sa)
                .flatMap(sa -> sa.line.children.values().stream().filter(fits).map(child -> new Owned(sa, child)));
    }

    private static SaName name(HeldSa sa) {
        return SaName.ofIke(sa.told.id().spiI(), sa.told.id().spiR());
    }

    private SaBinding ofIke(HeldSa sa) {
        IkeRoots roots = sa.roots().orElseThrow();
        var described =
                described(sa, name(sa), sa.told.id().spiI(), sa.told.id().spiR(), sa.told.proposal(), sa.watched);
        return new LocalBinding(
                described,
                new Root(roots.prf(), roots.skeyseed().orElseThrow().copy()),
                Optional.empty(),
                roots.used(),
                alive(() -> table.holds(sa)));
    }

    /** It has been watched: strongSwan never tells of a child that is there already. */
    private SaBinding ofChild(Owned owned) {
        HeldChild child = owned.child();
        var described = described(
                owned.sa(),
                child.name(),
                Integer.toUnsignedLong(child.spiI()),
                Integer.toUnsignedLong(child.spiR()),
                child.algorithms().toString(),
                true);
        return new LocalBinding(
                described,
                new Root(owned.sa().roots().orElseThrow().prf(), child.keymat().copy()),
                child.ownKeys(),
                child.used(),
                alive(() -> owned.sa().line.children.containsValue(child)));
    }

    private BooleanSupplier alive(BooleanSupplier held) {
        return () -> {
            synchronized (table) {
                return held.getAsBoolean();
            }
        };
    }

    private static BoundSa described(HeldSa sa, SaName name, long spiI, long spiR, String proposal, boolean watched) {
        return new BoundSa(
                name,
                spiI,
                spiR,
                "PRF_" + sa.roots().orElseThrow().prf(),
                proposal,
                sa.localText(),
                sa.remoteText(),
                sa.peer().getAddress(),
                watched);
    }
}
