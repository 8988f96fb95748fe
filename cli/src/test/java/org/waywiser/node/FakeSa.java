package org.waywiser.node;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.LocalBinding;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Root;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.ike.Prf;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;

/** One end of an SA, as a key source of servers and of clients. */
final class FakeSa implements KeySource, SaBinder {
    static final SaName IKE = SaName.ofIke(0x0123456789abcdefL, 0xfedcba9876543210L);
    static final SaName ESP = new SaName(SaName.ESP, 0x06b576fd, 0xc2a1f0e4);

    /** The roots that derivations.py has computed keys from. */
    private static final Vectors VECTORS = Vectors.read("/drafts/derivations.txt");

    private final UsedNumbers used = new UsedNumbers();
    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final List<SaBinding> given = new CopyOnWriteArrayList<>();
    private final int seed;
    private final boolean watched;
    private SaName ike = IKE;
    private SaName esp = ESP;

    private FakeSa(int seed, boolean watched) {
        this.seed = seed;
        this.watched = watched;
    }

    static FakeSa known() {
        return new FakeSa(1, true);
    }

    /** With the roots of the vectors. */
    static FakeSa ofVectors() {
        return new FakeSa(0, true);
    }

    /** The same SPIs with other keys. */
    static FakeSa withOtherKeys() {
        return new FakeSa(2, true);
    }

    /** It was there before the process that uses it. */
    static FakeSa olderThanTheProcess() {
        return new FakeSa(1, false);
    }

    FakeSa named(SaName ikeName, SaName espName) {
        ike = ikeName;
        esp = espName;
        return this;
    }

    /** So many numbers were used with it. */
    FakeSa afterConnections(int numbers) {
        for (int i = 0; i < numbers; i++) used.add(Octets.hex("%032x".formatted(i + 1)));
        return this;
    }

    /** A binding as that plan has it. */
    SaBinding of(BindingPlan plan) {
        return binding(Plans.LOOPBACK, plan.root() == RootKind.IKE_SA ? ike : esp);
    }

    /** Those that were given to connections. */
    List<SaBinding> given() {
        return given;
    }

    void delete() {
        alive.set(false);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) {
        return alive.get() ? Optional.of(give(peer, root == RootKind.IKE_SA ? ike : esp)) : Optional.empty();
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) {
        return alive.get() && (name.equals(ike) || name.equals(esp)) ? Optional.of(give(peer, name)) : Optional.empty();
    }

    private SaBinding give(InetAddress peer, SaName name) {
        SaBinding binding = binding(peer, name);
        given.add(binding);
        return binding;
    }

    private SaBinding binding(InetAddress peer, SaName name) {
        boolean ofIke = name.protocol() == SaName.IKE;
        Optional<ControlKeys> own = ofIke
                ? Optional.empty()
                : Optional.of(new ControlKeys(secret("alt2.aes", 16), secret("alt2.hmac", 32)));
        var sa = new BoundSa(
                name,
                ofIke ? 0x0123456789abcdefL : name.spiI(),
                ofIke ? 0xfedcba9876543210L : name.spiR(),
                "PRF_HMAC_SHA2_256",
                "aes128-sha256",
                "server.example",
                "client.example",
                peer,
                watched);
        var root = new Root(Prf.HMAC_SHA2_256, ofIke ? secret("ike-sa.root", 32) : secret("ipsec-sa.root", 96));
        return new LocalBinding(sa, root, own, used, alive::get);
    }

    private Secret secret(String field, int length) {
        if (seed == 0) return Secret.owning(VECTORS.octets("sha256." + field));
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return Secret.owning(octets);
    }

    @Override
    public void prepare(InetAddress server, BindingPlan plan) {
        // it is there
    }

    @Override
    public Optional<SaBinding> bind(InetAddress server, BindingPlan plan, SaName name) {
        return bind(server, plan.profile(), name);
    }

    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) {
        return Optional.empty();
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        return Optional.empty();
    }

    @Override
    public Subscription listen(Listener listener) {
        return () -> {};
    }
}
