package org.waywiser.node;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.security.Secret;

/** A key source that knows what a test tells it, when the test tells it. */
final class FakeKeySource implements KeySource {
    private final Map<Long, IkeSecret> sas = new ConcurrentHashMap<>();
    private final Map<InetAddress, IkeSecret> reached = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Runnable afterLookUp = () -> {};

    /** An SA of loopback; its secret differs for each SPI. */
    static IkeSecret sa(long spiI) {
        return sa(spiI, Plans.LOOPBACK);
    }

    static IkeSecret sa(long spiI, InetAddress peer) {
        byte[] secret = new byte[32];
        for (int i = 0; i < 32; i++) secret[i] = (byte) (spiI + 7L * i);
        return new IkeSecret(
                spiI,
                ~spiI,
                Secret.owning(secret),
                "PRF_HMAC_SHA2_256",
                "aes256gcm16-prfsha256-x25519",
                "server.example",
                "client.example",
                peer);
    }

    FakeKeySource knowing(IkeSecret sa) {
        sas.put(sa.spiI(), sa);
        return this;
    }

    /** Something at that address is reached by that SA. */
    FakeKeySource finding(InetAddress address, IkeSecret sa) {
        reached.put(address, sa);
        return this;
    }

    /** Both ends have proved who they are. */
    void establish(IkeSecret sa) {
        knowing(sa);
        for (Listener listener : listeners) listener.established(sa.copy());
    }

    /** Called on a thread of its own when a look-up that found nothing is waiting for news. */
    FakeKeySource afterLookUp(Runnable action) {
        afterLookUp = action;
        return this;
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) {
        return sas.values().stream()
                .filter(sa -> sa.peer().equals(peer))
                .findAny()
                .or(() -> Optional.ofNullable(reached.get(peer)))
                .map(IkeSecret::copy);
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        var found = Optional.ofNullable(sas.get(spiI))
                .filter(sa -> sa.spiR() == spiR)
                .map(IkeSecret::copy);
        if (found.isEmpty() && !listeners.isEmpty()) Thread.startVirtualThread(afterLookUp);
        return found;
    }

    @Override
    public Subscription listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
