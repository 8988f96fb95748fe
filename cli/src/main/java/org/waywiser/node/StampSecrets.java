package org.waywiser.node;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.net.udp.StampKeyFinder;

/** Finds keys of STAMP sessions in IKE SAs, each search on a virtual thread; whoever asks limits their number. */
public final class StampSecrets implements StampKeyFinder {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");
    /** Anyone can make us search: one line in so long is enough. */
    private static final long COMPLAINT_NANOS = 1_000_000_000L;

    private final KeySource source;
    private final AtomicLong complainedNanos = new AtomicLong(System.nanoTime() - COMPLAINT_NANOS);

    public StampSecrets(KeySource source) {
        this.source = source;
    }

    @Override
    public void find(InetAddress peer, int ssid, Duration after, Consumer<List<Candidate>> answer) {
        Thread.ofVirtual().name("stamp-keys").start(() -> answer.accept(found(peer, ssid, after)));
    }

    private List<Candidate> found(InetAddress peer, int ssid, Duration after) {
        try {
            Thread.sleep(after);
            return candidates(peer, ssid);
        } catch (KeysUnavailable e) {
            complain("no keys for " + peer.getHostAddress() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            complain("search for keys failed: " + e);
        }
        return List.of();
    }

    private void complain(String text) {
        long last = complainedNanos.get();
        long now = System.nanoTime();
        if (now - last >= COMPLAINT_NANOS && complainedNanos.compareAndSet(last, now)) LOG.log(Level.ERROR, text);
    }

    private List<Candidate> candidates(InetAddress peer, int ssid) throws KeysUnavailable {
        return source.stampCandidates(peer, ssid).stream()
                .map(found ->
                        new Candidate(IkeSecret.spi(found.spiI()) + " " + IkeSecret.spi(found.spiR()), found.keys()))
                .toList();
    }
}
