package org.waywiser.lab.uml;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.strongswan.DisclosedHa;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.keys.xfrm.XfrmKeys;
import org.waywiser.lab.peers.Namespace;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.control.SaName;

/** A host of the laboratory with strongSwan, whose SAs are asked for at both places where they are known: strongSwan and the kernel. */
final class ObservedHost implements AutoCloseable {
    private final HaPeer daemon;
    private final XfrmKeys kernel;
    private final Set<Set<Integer>> told = new HashSet<>();
    private final Set<Set<Integer>> offered = new HashSet<>();

    private ObservedHost(HaPeer daemon, XfrmKeys kernel) {
        this.daemon = daemon;
        this.kernel = kernel;
    }

    /** @param initiator what the kernel's SAs are taken for, since it does not tell */
    static ObservedHost of(String name, boolean initiator) throws Exception {
        return Namespace.existing(name).call(() -> {
            var daemon = HaPeer.start(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4510),
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 4510),
                    Optional.empty(),
                    false);
            return new ObservedHost(daemon, XfrmKeys.start(Prf.HMAC_SHA2_256, initiator));
        });
    }

    /** The newest child with that peer as strongSwan tells of it, in the roles of the exchange that made it. */
    Optional<SaName> told(InetAddress peer) {
        Optional<SaName> name = name(daemon.bind(peer, Profile.DRAFT, RootKind.IPSEC_SA));
        name.map(ObservedHost::spis).ifPresent(told::add);
        return name;
    }

    /** What a connection that begins now would be bound to by the kernel's SAs; empty while it cannot be told. */
    Optional<SaName> offered(InetAddress peer) {
        try {
            Optional<SaName> name = name(kernel.bind(peer, Profile.DRAFT, RootKind.IPSEC_SA));
            name.map(ObservedHost::spis).ifPresent(offered::add);
            return name;
        } catch (KeysUnavailable e) {
            return Optional.empty();
        }
    }

    private static Optional<SaName> name(Optional<SaBinding> binding) {
        binding.ifPresent(SaBinding::close);
        return binding.map(bound -> bound.sa().name());
    }

    private static Set<Integer> spis(SaName name) {
        return Set.of(name.spiI(), name.spiR());
    }

    /** The kernel's SAs of that name. */
    Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) throws KeysUnavailable {
        return kernel.bind(peer, profile, name);
    }

    /** KEYMAT of that name as strongSwan tells it. */
    Optional<Secret> keymat(SaName name) {
        return DisclosedHa.keymat(daemon, name.spiI()).or(() -> DisclosedHa.keymat(daemon, name.spiR()));
    }

    /** Whether strongSwan receives by that SPI here. */
    boolean receivesBy(int spi) {
        return DisclosedHa.keymat(daemon, spi).isPresent();
    }

    /** Pairs that the kernel's SAs are known as. */
    int pairs() {
        return kernel.statuses().size();
    }

    /** Pairs of SPIs that were ever offered, though no child of strongSwan had them. */
    Set<Set<Integer>> inventions() {
        var inventions = new HashSet<>(offered);
        inventions.removeAll(told);
        return inventions;
    }

    @Override
    public void close() {
        daemon.close();
        kernel.close();
    }
}
