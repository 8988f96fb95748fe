package org.waywiser.node;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.Rekeying;

/** Notes when SAs with a server are rekeyed while it is measured, so that a delay can be told from its cause. */
final class RekeyWatch implements KeySource.Listener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.client");
    /** More tell nothing more. */
    private static final int MAXIMUM = 1_000;

    private final InetAddress server;
    private final InstantSource clock;
    private final List<NotedRekeying> noted = new CopyOnWriteArrayList<>();
    private KeySource.@Nullable Subscription subscription;

    RekeyWatch(InetAddress server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /** Begins; a source that cannot tell is no reason not to measure. */
    static RekeyWatch of(@Nullable KeySource source, InetAddress server) {
        var watch = new RekeyWatch(server, InstantSource.system());
        try {
            if (source != null) watch.subscription = source.listen(watch);
        } catch (KeysUnavailable e) {
            // whoever needs its keys will say so
            LOG.log(Level.DEBUG, "rekeyings will not be noticed: {0}", e.getMessage());
        }
        return watch;
    }

    List<NotedRekeying> noted() {
        return List.copyOf(noted);
    }

    @Override
    public void rekeyed(Rekeying rekeying) {
        if (rekeying.peer().equals(server) && noted.size() < MAXIMUM)
            noted.add(new NotedRekeying(clock.instant(), rekeying));
    }

    @Override
    public void established(IkeSecret sa) {
        sa.secret().wipe();
    }

    @Override
    public void deleted(IkeSecret sa) {
        sa.secret().wipe();
    }

    @Override
    public void close() {
        if (subscription != null) subscription.close();
    }
}
