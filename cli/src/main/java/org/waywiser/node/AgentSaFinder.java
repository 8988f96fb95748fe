package org.waywiser.node;

import java.net.InetAddress;
import java.util.Optional;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.node.MeasurementFailure.Kind;

/** Finds SAs of an agent and has it establish them, with its own credentials. RFC 7717 §5.1. */
public final class AgentSaFinder implements SaFinder {
    private final AgentClient agent;
    private final String host;
    private final Optional<String> remoteId;

    /**
     * @param host the server as the user named it
     * @param remoteId the identity that it must have proven; empty to leave that to the agent
     */
    public AgentSaFinder(AgentClient agent, String host, Optional<String> remoteId) {
        this.agent = agent;
        this.host = host;
        this.remoteId = remoteId;
    }

    @Override
    public IkeSecret find(InetAddress server) throws MeasurementFailure {
        try {
            Optional<IkeSecret> known = agent.byPeer(server, remoteId);
            if (known.isPresent()) return known.get();
            SaStatus sa = agent.establish(host, server);
            if (!remoteId.orElse(sa.remoteId()).equals(sa.remoteId())) {
                throw new MeasurementFailure(
                        Kind.KEYS, "agent: the peer proved to be " + sa.remoteId() + ", not " + remoteId.orElseThrow());
            }
            return agent.bySpis(sa.spiI(), sa.spiR())
                    .orElseThrow(
                            () -> new MeasurementFailure(Kind.KEYS, "agent: the IKE SA is gone already; try again"));
        } catch (AgentFailure e) {
            throw failure(e);
        }
    }

    static MeasurementFailure failure(AgentFailure e) {
        return new MeasurementFailure(kind(e), "agent: " + e.getMessage());
    }

    private static Kind kind(AgentFailure failure) {
        return switch (failure.error()) {
            case UNREACHABLE -> Kind.NO_CONNECTION;
            case MALFORMED,
                    VERSION,
                    DENIED,
                    BUSY,
                    NOT_FOUND,
                    UNSUPPORTED,
                    NOT_CONFIGURED,
                    AUTHENTICATION,
                    INTERNAL,
                    NO_AGENT -> Kind.KEYS;
        };
    }
}
