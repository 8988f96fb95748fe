package org.waywiser.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.ike.IkePolicy;

/** Finds SAs of the embedded engine and has it establish them, one at a time: who comes meanwhile shares it. RFC 7717 §5.1. */
public final class EmbeddedSaFinder implements SaFinder {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EmbeddedIke ike;
    private final IkePolicy policy;
    private final Function<InetAddress, InetSocketAddress> peer;
    private final ReentrantLock establishing = new ReentrantLock();

    /**
     * @param policy how to prove ourselves and whom to believe
     * @param peer where the IKE of a server listens
     */
    public EmbeddedSaFinder(EmbeddedIke ike, IkePolicy policy, Function<InetAddress, InetSocketAddress> peer) {
        this.ike = ike;
        this.policy = policy;
        this.peer = peer;
    }

    @Override
    public IkeSecret find(InetAddress server) throws MeasurementFailure, InterruptedException {
        Optional<IkeSecret> known = ike.byPeer(server);
        if (known.isPresent()) return known.get();
        establishing.lockInterruptibly();
        try {
            known = ike.byPeer(server);
            if (known.isPresent()) return known.get();
            return ike.establish(peer.apply(server), policy, PATIENCE);
        } catch (IkeFailure e) {
            throw new MeasurementFailure(
                    e.isAuthentication() ? Kind.KEYS : Kind.NO_CONNECTION, "IKE: " + e.getMessage());
        } finally {
            establishing.unlock();
        }
    }
}
