package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import org.waywiser.protocol.ike.FailureReason;

/** The embedded engine as an agent's keeper of SAs, with the connections that it may set up. */
public final class EmbeddedKeeper implements SaKeeper {
    private final EmbeddedIke ike;
    private final Connections connections;
    /** One attempt at a time for each, shared by all who ask. */
    private final Map<Wanted, CompletableFuture<SaStatus>> attempts = new ConcurrentHashMap<>();
    /** What they led to: as long as it is there, asking again makes no other. */
    private final Map<Wanted, Request.Spis> made = new ConcurrentHashMap<>();

    private record Wanted(String host, InetAddress peer) {}

    /** Finds the connection for a host. */
    public interface Connections {
        /**
         *
         *
         * @param host a connection's name, or the peer's as the user named it
         * @throws AgentFailure if there is none, or nothing to prove oneself with
         */
        IkeConnection towards(String host) throws AgentFailure;
    }

    public EmbeddedKeeper(EmbeddedIke ike, Connections connections) {
        this.ike = ike;
        this.connections = connections;
    }

    @Override
    public SourceStatus source() {
        return SourceStatus.of("embedded");
    }

    @Override
    public KeySource keys() {
        return ike;
    }

    @Override
    public List<SaStatus> all() {
        return ike.statuses();
    }

    @Override
    public SaStatus establish(String host, Optional<InetAddress> address) throws AgentFailure, InterruptedException {
        IkeConnection connection = connections.towards(host);
        var wanted = new Wanted(host, address.isPresent() ? address.get() : lookUp(connection));
        var own = new CompletableFuture<SaStatus>();
        CompletableFuture<SaStatus> running = attempts.putIfAbsent(wanted, own);
        if (running != null) return await(running);
        try {
            SaStatus sa = establish(connection, wanted);
            own.complete(sa);
            return sa;
        } catch (AgentFailure e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            // no effect where there is an outcome
            own.completeExceptionally(new AgentFailure(AgentError.INTERNAL, "the attempt was broken off"));
            attempts.remove(wanted);
        }
    }

    private static SaStatus await(CompletableFuture<SaStatus> running) throws AgentFailure, InterruptedException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AgentFailure failure)
                throw new AgentFailure(failure.error(), String.valueOf(failure.getMessage()));
            throw new IllegalStateException(e);
        }
    }

    private SaStatus establish(IkeConnection connection, Wanted wanted) throws AgentFailure, InterruptedException {
        Request.Spis known = made.get(wanted);
        Optional<SaStatus> still = known == null ? Optional.empty() : find(known);
        if (still.isPresent()) return still.get();
        try {
            // RFC 7296 §2.4: what the peer has of before a crash goes
            var policy = connection.policy().withInitialContact();
            IkeSecret sa = ike.establish(connection.at(wanted.peer()), policy, connection.patience());
            sa.secret().wipe();
            var spis = new Request.Spis(sa.spiI(), sa.spiR());
            made.put(wanted, spis);
            return find(spis)
                    .orElseThrow(() -> new AgentFailure(AgentError.UNREACHABLE, "the peer deleted the IKE SA at once"));
        } catch (IkeFailure e) {
            throw new AgentFailure(error(e), String.valueOf(e.getMessage()));
        }
    }

    private Optional<SaStatus> find(Request.Spis spis) {
        return all().stream().filter(spis::fits).findAny();
    }

    private static AgentError error(IkeFailure failure) {
        if (failure.reason() == FailureReason.NO_CREDENTIALS) return AgentError.NOT_CONFIGURED;
        return failure.isAuthentication() ? AgentError.AUTHENTICATION : AgentError.UNREACHABLE;
    }

    private static InetAddress lookUp(IkeConnection connection) throws AgentFailure {
        try {
            return connection.resolved().getAddress();
        } catch (UnknownHostException e) {
            throw new AgentFailure(AgentError.UNREACHABLE, connection.name() + " is not known; give an address");
        }
    }

    @Override
    public void delete(long spiI, long spiR) {
        ike.delete(spiI, spiR);
    }
}
