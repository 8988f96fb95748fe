package org.waywiser.keys.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.keys.xfrm.KernelDatabases;
import org.waywiser.protocol.path.Databases;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathReport;

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

    /** By the kernel, unless that neither holds the SA nor has anything else to say: then somebody else encrypts for strongSwan. */
    @Override
    public PathReport path(Flow control, Flow test) throws AgentFailure {
        Optional<PathReport> negotiated = strongSwan.path(control, test);
        if (negotiated.isEmpty()) return SaKeeper.super.path(control, test);
        int spi = negotiated.get().test().sas().getFirst().spi();
        try {
            Databases kernel = KernelDatabases.read();
            PathReport told = PathReport.of(
                    PathReport.Source.KERNEL,
                    kernel,
                    control,
                    test,
                    negotiated.get().mtu());
            boolean held = kernel.sas().stream().anyMatch(sa -> sa.id().spi() == spi);
            return told.clear() && !held ? negotiated.get() : told;
        } catch (IOException e) {
            return negotiated.get(); // who asks knows whether packets leave by a device that can be strongSwan's
        }
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
