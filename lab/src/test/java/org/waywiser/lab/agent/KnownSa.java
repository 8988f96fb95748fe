package org.waywiser.lab.agent;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.LocalBinding;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.keys.agent.AgentError;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.SaKeeper;
import org.waywiser.keys.agent.SourceStatus;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.security.binding.Root;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.control.SaName;

/** The one SA of a {@link KnownPeer}, for an agent to answer from. */
final class KnownSa implements SaKeeper, KeySource {
    private final KnownPeer peer;
    private final UsedNumbers used = new UsedNumbers();
    private final CompletableFuture<Long> asked = new CompletableFuture<>();

    KnownSa(KnownPeer peer) {
        this.peer = peer;
    }

    /** Completes when somebody has asked for the SA's secret: a session is being set up. */
    CompletableFuture<Long> asked() {
        return asked;
    }

    @Override
    public SourceStatus source() {
        return new SourceStatus("embedded", Optional.empty());
    }

    @Override
    public KeySource keys() {
        return this;
    }

    @Override
    public List<SaStatus> all() {
        return peer.established().isDone() ? List.of(status(peer.established().join())) : List.of();
    }

    private static SaStatus status(IkeSaInfo sa) {
        return new SaStatus(
                SaName.IKE,
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
                Duration.ZERO,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) {
        throw new UnsupportedOperationException("an agent knows which SA it wants");
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        IkeSaInfo sa = peer.established().join();
        asked.complete(spiI);
        return Optional.of(status(sa).with(sa.sharedSecret().copy()));
    }

    @Override
    public Optional<SaBinding> bind(InetAddress address, Profile profile, RootKind root) {
        if (!peer.established().isDone() || !peer.child().isDone()) return Optional.empty();
        IkeSaInfo sa = peer.established().join();
        asked.complete(sa.spiI());
        return Optional.of(
                root == RootKind.IKE_SA ? binding(sa) : binding(sa, peer.child().join()));
    }

    @Override
    public Optional<SaBinding> bind(InetAddress address, Profile profile, SaName name) {
        return bind(address, profile, name.protocol() == SaName.IKE ? RootKind.IKE_SA : RootKind.IPSEC_SA);
    }

    private SaBinding binding(IkeSaInfo sa) {
        var root = new Root(sa.prf(), sa.skeyseed().orElseThrow().copy());
        return binding(described(sa, SaName.ofIke(sa.spiI(), sa.spiR()), sa.spiI(), sa.spiR()), root);
    }

    private SaBinding binding(IkeSaInfo sa, ChildSaInfo child) {
        var name = new SaName(SaName.ESP, child.spiI(), child.spiR());
        var described = described(sa, name, Integer.toUnsignedLong(child.spiI()), Integer.toUnsignedLong(child.spiR()));
        return binding(described, new Root(sa.prf(), child.keymat().octets().copy()));
    }

    private SaBinding binding(BoundSa sa, Root root) {
        return new LocalBinding(sa, root, Optional.empty(), used, () -> true);
    }

    private static BoundSa described(IkeSaInfo sa, SaName name, long spiI, long spiR) {
        return new BoundSa(
                name,
                spiI,
                spiR,
                "PRF_" + sa.prf(),
                sa.proposal(),
                Identities.text(sa.localIdentity()),
                Identities.text(sa.remoteIdentity()),
                sa.peer().getAddress(),
                true);
    }

    @Override
    public SaStatus establish(String host, Optional<InetAddress> address) throws AgentFailure {
        throw new AgentFailure(AgentError.NOT_CONFIGURED, "only answers");
    }

    @Override
    public void delete(long spiI, long spiR) {}

    @Override
    public Subscription listen(Listener listener) {
        return () -> {};
    }
}
