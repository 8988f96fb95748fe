package org.waywiser.node;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.net.udp.StampKeyFinder;

/** Finds keys of STAMP sessions in IKE SAs, each search on a virtual thread; whoever asks limits their number. */
public final class StampSecrets implements StampKeyFinder {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");
    /** A key source may learn of an SA a little later than the sender does. */
    private static final Duration LAG = Duration.ofMillis(500);

    private final KeySource source;

    public StampSecrets(KeySource source) {
        this.source = source;
    }

    @Override
    public void find(InetAddress peer, int ssid, Consumer<List<Candidate>> answer) {
        Thread.ofVirtual().name("stamp-keys").start(() -> answer.accept(patiently(peer, ssid)));
    }

    private List<Candidate> patiently(InetAddress peer, int ssid) {
        try {
            List<Candidate> known = candidates(peer, ssid);
            if (!known.isEmpty()) return known;
            Thread.sleep(LAG);
            return candidates(peer, ssid);
        } catch (KeysUnavailable e) {
            LOG.log(Level.ERROR, "no keys for {0}: {1}", peer.getHostAddress(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "search for keys failed", e);
        }
        return List.of();
    }

    private List<Candidate> candidates(InetAddress peer, int ssid) throws KeysUnavailable {
        return source.stampCandidates(peer, ssid).stream()
                .map(found ->
                        new Candidate(IkeSecret.spi(found.spiI()) + " " + IkeSecret.spi(found.spiR()), found.keys()))
                .toList();
    }
}
