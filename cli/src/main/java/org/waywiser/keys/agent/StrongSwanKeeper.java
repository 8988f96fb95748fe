package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.control.SaName;

/** The SAs of a strongSwan, which makes and deletes them itself. */
public final class StrongSwanKeeper implements SaKeeper {
    private final HaPeer strongSwan;

    public StrongSwanKeeper(HaPeer strongSwan) {
        this.strongSwan = strongSwan;
    }

    @Override
    public List<SaStatus> all() {
        return strongSwan.statuses();
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        return strongSwan.bySpis(spiI, spiR);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) {
        return strongSwan.bind(peer, profile, root);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) {
        return strongSwan.bind(peer, profile, name);
    }

    @Override
    public SaStatus establish(String host, Optional<InetAddress> address) throws AgentFailure {
        Optional<SaStatus> newest = all().reversed().stream()
                .filter(sa -> address.filter(sa.peer().getAddress()::equals).isPresent())
                .findFirst();
        return newest.orElseThrow(() -> new AgentFailure(
                AgentError.NOT_CONFIGURED,
                "strongSwan has no IKE SA with " + host + " that is known here; it establishes its SAs itself: swanctl"
                        + " --initiate"));
    }

    @Override
    public void delete(long spiI, long spiR) throws AgentFailure {
        throw new AgentFailure(AgentError.NOT_CONFIGURED, "strongSwan deletes its SAs itself: swanctl --terminate");
    }

    @Override
    public KeySource.Subscription listen(KeySource.Listener listener) {
        return strongSwan.listen(listener);
    }
}
