package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.xfrm.XfrmKeys;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.control.SaName;

/** SAs of the kernel, which belong to the daemon that negotiated them. */
public final class XfrmKeeper implements SaKeeper {
    private final XfrmKeys keys;

    public XfrmKeeper(XfrmKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<SaStatus> all() {
        return keys.statuses();
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        return keys.bySpis(spiI, spiR);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) throws KeysUnavailable {
        return keys.bind(peer, profile, root);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) throws KeysUnavailable {
        return keys.bind(peer, profile, name);
    }

    @Override
    public SaStatus establish(String host, Optional<InetAddress> address) throws AgentFailure {
        throw new AgentFailure(
                AgentError.NOT_CONFIGURED,
                "this agent only reads the kernel's SAs: have the IKE daemon set one up with " + host);
    }

    @Override
    public void delete(long spiI, long spiR) throws AgentFailure {
        throw new AgentFailure(
                AgentError.UNSUPPORTED, "this agent only reads the kernel's SAs: have the IKE daemon delete it");
    }

    @Override
    public KeySource.Subscription listen(KeySource.Listener listener) {
        return keys.listen(listener);
    }
}
