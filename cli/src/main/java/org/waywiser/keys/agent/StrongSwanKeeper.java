package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.strongswan.HaPeer;

/** The SAs of a strongSwan, which makes and deletes them itself. */
public final class StrongSwanKeeper implements SaKeeper {
    private final HaPeer strongSwan;

    public StrongSwanKeeper(HaPeer strongSwan) {
        this.strongSwan = strongSwan;
    }

    @Override
    public SourceStatus source() {
        return new SourceStatus("strongswan", Optional.of(strongSwan.status()));
    }

    @Override
    public KeySource keys() {
        return strongSwan;
    }

    @Override
    public List<SaStatus> all() {
        return strongSwan.statuses();
    }

    @Override
    public List<SaStatus> with(InetAddress peer) {
        return strongSwan.statusesWith(peer);
    }

    @Override
    public SaStatus establish(String host, Optional<InetAddress> address) throws AgentFailure {
        Optional<SaStatus> newest =
                address.map(this::with).flatMap(sas -> sas.reversed().stream().findFirst());
        return newest.orElseThrow(() -> new AgentFailure(
                AgentError.NOT_CONFIGURED,
                "strongSwan has no IKE SA with " + host + " that is known here; it establishes its SAs itself: swanctl"
                        + " --initiate"));
    }

    @Override
    public void delete(long spiI, long spiR) throws AgentFailure {
        throw new AgentFailure(AgentError.NOT_CONFIGURED, "strongSwan deletes its SAs itself: swanctl --terminate");
    }
}
