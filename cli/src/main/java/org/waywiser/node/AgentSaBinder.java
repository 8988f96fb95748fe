package org.waywiser.node;

import java.net.InetAddress;
import java.util.Optional;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.wire.control.SaName;

/** Binds to SAs of an agent, and has it establish them with its own credentials. draft-ietf-ippm-ipsec-01 §4.2. */
public final class AgentSaBinder implements SaBinder {
    private final AgentClient agent;
    private final AgentSaFinder finder;
    private final Optional<String> remoteId;

    /**
     * @param host the server as the user named it
     * @param remoteId the identity that it must have proven; empty to leave that to the agent
     */
    public AgentSaBinder(AgentClient agent, String host, Optional<String> remoteId) {
        this.agent = agent;
        this.finder = new AgentSaFinder(agent, host, remoteId);
        this.remoteId = remoteId;
    }

    @Override
    public void prepare(InetAddress server, BindingPlan plan) throws MeasurementFailure {
        if (fits(server, plan)) return;
        finder.find(server).secret().wipe();
        if (fits(server, plan)) return;
        throw new MeasurementFailure(
                Kind.KEYS, "agent: the IKE SA with " + server.getHostAddress() + " " + plan.lack());
    }

    private boolean fits(InetAddress server, BindingPlan plan) throws MeasurementFailure {
        try {
            return proven(agent.bind(server, plan.profile(), plan.root())).isPresent();
        } catch (AgentFailure e) {
            throw AgentSaFinder.failure(e);
        }
    }

    @Override
    public Optional<SaBinding> bind(InetAddress server, BindingPlan plan, SaName name) throws MeasurementFailure {
        try {
            return proven(agent.bind(server, plan.profile(), name));
        } catch (AgentFailure e) {
            throw AgentSaFinder.failure(e);
        }
    }

    private Optional<SaBinding> proven(Optional<SaBinding> bound) {
        return bound.filter(binding ->
                remoteId.isEmpty() || remoteId.get().equals(binding.sa().remoteId()));
    }
}
