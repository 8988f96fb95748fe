package org.waywiser.keys.xfrm;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.LocalBinding;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Root;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.Sa;

/** Connections bound to pairs of the table. A server says who the initiator was, a client reads it in the name. draft-ietf-ippm-ipsec-01 §4.2. */
final class Bindings {
    private final SaTable table;
    private final Prf prf;
    private final boolean initiator;
    private final Predicate<SaPair> alive;

    /** @param initiator what a server says: whether this host began the exchanges that made its SAs */
    Bindings(SaTable table, Prf prf, boolean initiator, Predicate<SaPair> alive) {
        this.table = table;
        this.prf = prf;
        this.initiator = initiator;
        this.alive = alive;
    }

    /** The newest pair with that peer that is fit for the profile. */
    Optional<SaBinding> newest(InetAddress peer, Profile profile, long nowNanos) throws KeysUnavailable {
        var octets = Octets.of(peer.getAddress());
        List<SaPair> pairs = table.with(octets, nowNanos);
        if (pairs.isEmpty()) {
            Optional<String> single = table.ambiguous(octets);
            if (single.isEmpty()) return Optional.empty();
            if (table.unsettled(nowNanos)) throw new KeysUnavailable("SAs are changing right now: " + single.get());
            throw new KeysUnavailable(
                    "which SAs belong together cannot be told until they are rekeyed: " + single.get());
        }
        Optional<SaPair> fit =
                pairs.stream().filter(pair -> unfit(pair, profile).isEmpty()).findFirst();
        if (fit.isEmpty())
            throw new KeysUnavailable(unfit(pairs.getFirst(), profile).orElseThrow());
        return Optional.of(binding(fit.get(), initiator, peer));
    }

    /** The pair of that name, if it is one with that peer: which of the two SPIs is ours tells who the initiator was. */
    Optional<SaBinding> named(InetAddress peer, Profile profile, SaName name, long nowNanos) throws KeysUnavailable {
        List<SaPair> named = table.named(Octets.of(peer.getAddress()), name, nowNanos);
        if (named.size() != 1) return Optional.empty();
        SaPair pair = named.getFirst();
        Optional<String> unfit = unfit(pair, profile);
        if (unfit.isPresent()) throw new KeysUnavailable(unfit.get());
        return Optional.of(binding(pair, pair.in().sa().id().spi() == name.spiI(), peer));
    }

    private static Optional<String> unfit(SaPair pair, Profile profile) {
        return KeyMaterial.unfit(pair.in().sa(), profile)
                .or(() -> KeyMaterial.unfit(pair.out().sa(), profile));
    }

    private SaBinding binding(SaPair pair, boolean byUs, InetAddress peer) {
        Sa in = pair.in().sa();
        Sa out = pair.out().sa();
        Sa towardsResponder = byUs ? out : in;
        Sa towardsInitiator = byUs ? in : out;
        var name = new SaName(
                pair.protocol(),
                towardsInitiator.id().spi(),
                towardsResponder.id().spi());
        var sa = new BoundSa(
                name,
                Integer.toUnsignedLong(name.spiI()),
                Integer.toUnsignedLong(name.spiR()),
                "PRF_" + prf,
                KeyMaterial.proposal(in),
                "",
                "",
                peer,
                pair.watched());
        return new LocalBinding(
                sa,
                new Root(prf, KeyMaterial.keymat(towardsResponder, towardsInitiator)),
                KeyMaterial.own(towardsResponder),
                pair.used(),
                () -> alive.test(pair));
    }

    /** Pairs of SAs as people see them, oldest first. */
    List<SaStatus> statuses(long nowNanos, long wallSeconds) {
        return table.all(nowNanos).stream()
                .map(pair -> status(pair, wallSeconds))
                .toList();
    }

    private SaStatus status(SaPair pair, long wallSeconds) {
        Sa in = pair.in().sa();
        return new SaStatus(
                pair.protocol(),
                spiI(pair),
                spiR(pair),
                "in the kernel",
                initiator,
                Optional.of("reqid " + in.request()),
                "PRF_" + prf,
                KeyMaterial.proposal(in),
                "",
                "",
                new InetSocketAddress(address(pair.remote()), 0),
                Duration.ofSeconds(Math.max(0, wallSeconds - in.added())),
                Optional.empty(),
                Optional.empty());
    }

    /** What took the place of what since this was asked last. */
    List<Rekeying> rekeyings(long nowNanos) {
        return table.successions(nowNanos).stream()
                .map(succession -> rekeying(succession.old(), succession.successor()))
                .toList();
    }

    private Rekeying rekeying(SaPair old, SaPair successor) {
        return new Rekeying(
                successor.protocol(),
                spiI(old),
                spiR(old),
                spiI(successor),
                spiR(successor),
                address(successor.remote()),
                "");
    }

    private long spiI(SaPair pair) {
        return spi(initiator ? pair.in() : pair.out());
    }

    private long spiR(SaPair pair) {
        return spi(initiator ? pair.out() : pair.in());
    }

    private static long spi(KernelSa sa) {
        return Integer.toUnsignedLong(sa.sa().id().spi());
    }

    static InetAddress address(Octets octets) {
        try {
            return InetAddress.getByAddress(octets.toByteArray());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the kernel's addresses have 4 or 16 octets
        }
    }
}
