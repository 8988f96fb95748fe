package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.xfrm.XfrmKeys;

/** SAs of the kernel, which belong to the daemon that negotiated them. */
public final class XfrmKeeper implements SaKeeper {
    private final XfrmKeys keys;

    public XfrmKeeper(XfrmKeys keys) {
        this.keys = keys;
    }

    @Override
    public SourceStatus source() {
        return SourceStatus.of("xfrm");
    }

    @Override
    public KeySource keys() {
        return keys;
    }

    @Override
    public List<SaStatus> all() {
        return keys.statuses();
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
}
