package org.waywiser.node;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import org.waywiser.node.MeasurementFailure.Kind;

/** Finds SAs of the embedded engine and has it establish them, one at a time: who comes meanwhile shares it. RFC 7717 §5.1. */
public final class EmbeddedSaFinder implements SaFinder {
    private final EmbeddedIke ike;
    private final IkeConnection connection;
    private final ReentrantLock establishing = new ReentrantLock();

    /** @param connection how to establish SAs, at whichever address a server has */
    public EmbeddedSaFinder(EmbeddedIke ike, IkeConnection connection) {
        this.ike = ike;
        this.connection = connection;
    }

    @Override
    public IkeSecret find(InetAddress server) throws MeasurementFailure, InterruptedException {
        Optional<IkeSecret> known = ike.byPeer(server);
        if (known.isPresent()) return known.get();
        establishing.lockInterruptibly();
        try {
            known = ike.byPeer(server);
            if (known.isPresent()) return known.get();
            return ike.establish(connection.at(server), connection.policy(), connection.patience());
        } catch (IkeFailure e) {
            throw new MeasurementFailure(
                    e.isAuthentication() ? Kind.KEYS : Kind.NO_CONNECTION, "IKE: " + e.getMessage());
        } finally {
            establishing.unlock();
        }
    }
}
