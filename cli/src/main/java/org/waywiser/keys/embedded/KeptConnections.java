package org.waywiser.keys.embedded;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.connections.IkeConnection.Start;
import org.waywiser.security.ike.auth.Identities;

/** Sets up the SAs of connections that start with the process, and again whenever there is none; whichever end initiated counts. */
public final class KeptConnections implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.ike");
    private static final Duration RESPITE = Duration.ofSeconds(1);
    /** After a first failure; doubled with each further one. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final EmbeddedIke ike;
    private final List<Thread> keepers;

    private KeptConnections(EmbeddedIke ike, List<IkeConnection> connections) {
        this.ike = ike;
        this.keepers = connections.stream()
                .filter(connection -> connection.start() == Start.AT_START)
                .map(connection -> Thread.ofVirtual().name("ike-keeper").start(() -> keep(connection)))
                .toList();
    }

    /** Begins; connections on demand are left alone. To be closed before the engine. */
    public static KeptConnections start(EmbeddedIke ike, List<IkeConnection> connections) {
        return new KeptConnections(ike, connections);
    }

    private void keep(IkeConnection connection) {
        var gone = new Semaphore(0);
        var listener = new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                sa.secret().wipe();
            }

            @Override
            public void deleted(IkeSecret sa) {
                sa.secret().wipe();
                gone.release();
            }
        };
        Duration pause = FIRST_PAUSE;
        try (var _ = ike.listen(listener)) {
            while (true) {
                try {
                    InetAddress peer = connection.resolved().getAddress();
                    // an SA that was rekeyed has its successor before it goes
                    while (isThere(connection, peer)) {
                        gone.acquire();
                        // a peer that deletes at once what it agreed to is not to keep both ends busy
                        Thread.sleep(RESPITE);
                    }
                    // RFC 7296 §2.4: what the peer has of before a crash goes
                    ike.establish(connection.at(peer), connection.policy().withInitialContact(), connection.patience())
                            .secret()
                            .wipe();
                    pause = FIRST_PAUSE;
                } catch (IkeFailure | UnknownHostException e) {
                    LOG.log(
                            Level.WARNING,
                            "connection {0}: {1}; next attempt in {2} s",
                            connection.name(),
                            e.getMessage(),
                            pause.toSeconds());
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private boolean isThere(IkeConnection connection, InetAddress peer) {
        return ike.statuses().stream()
                .anyMatch(sa -> sa.peer().getAddress().equals(peer)
                        && connection
                                .policy()
                                .peerIdentity()
                                .map(id -> Identities.text(id).equals(sa.remoteId()))
                                .orElse(true));
    }

    /** Keeps them no longer; SAs stay. */
    @Override
    public void close() {
        keepers.forEach(Thread::interrupt);
    }
}
