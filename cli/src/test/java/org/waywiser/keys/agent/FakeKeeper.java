package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaStatus;
import org.waywiser.security.Secret;
import org.waywiser.wire.control.SaName;

/** Holds the SAs that a test gives it. */
final class FakeKeeper implements SaKeeper, KeySource {
    private final List<SaStatus> sas = new CopyOnWriteArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** A pair of ESP SAs of which nothing is known but what a kernel knows. */
    static SaStatus pairOf(int spiI) {
        return new SaStatus(
                SaName.ESP,
                Integer.toUnsignedLong(spiI),
                Integer.toUnsignedLong(~spiI),
                "in the kernel",
                false,
                Optional.of("reqid 1"),
                "PRF_HMAC_SHA2_256",
                "aes128-sha256",
                "",
                "",
                new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 0),
                Duration.ofSeconds(5),
                Optional.empty(),
                Optional.empty());
    }

    /** With a peer at 192.0.2.1 of this identity. */
    static SaStatus sa(long spiI, String remoteId) {
        return new SaStatus(
                SaName.IKE,
                spiI,
                ~spiI,
                "established",
                true,
                Optional.of("a connection"),
                "PRF_HMAC_SHA2_256",
                "aes256gcm16-prfsha256-x25519",
                "client.example",
                remoteId,
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4500),
                Duration.ofSeconds(5),
                Optional.of(Duration.ofHours(1)),
                Optional.of(Duration.ofHours(2)));
    }

    /** What the SA's peers share. */
    static Secret secret(SaStatus sa) {
        byte[] octets = new byte[32];
        for (int i = 0; i < 32; i++) octets[i] = (byte) (sa.spiI() + 7L * i);
        return Secret.owning(octets);
    }

    void add(SaStatus sa) {
        sas.add(sa);
        tellAll(sa);
    }

    /** Nobody is told of it. */
    void pair(SaStatus pair) {
        sas.add(pair);
    }

    /** News of an SA that is gone again at once. */
    void tellAll(SaStatus sa) {
        for (var listener : listeners) listener.established(sa.with(secret(sa)));
    }

    void rekey(Rekeying rekeying) {
        for (var listener : listeners) listener.rekeyed(rekeying);
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public SourceStatus source() {
        return SourceStatus.of("embedded");
    }

    @Override
    public KeySource keys() {
        return this;
    }

    @Override
    public List<SaStatus> all() {
        return List.copyOf(sas);
    }

    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) {
        throw new UnsupportedOperationException("an agent knows which SA it wants");
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) throws KeysUnavailable {
        Optional<SaStatus> found = sas.stream()
                .filter(sa -> sa.spiI() == spiI && sa.spiR() == spiR)
                .findAny();
        if (found.filter(sa -> !sa.isIke()).isPresent()) throw new KeysUnavailable("it has no IKE SAs");
        return found.map(sa -> sa.with(secret(sa)));
    }

    @Override
    public SaStatus establish(String host, Optional<InetAddress> address) throws AgentFailure {
        if (host.equals("liar.example")) throw new AgentFailure(AgentError.AUTHENTICATION, "it did not prove its name");
        SaStatus sa = sa(host.hashCode(), host);
        add(sa);
        return sa;
    }

    @Override
    public void delete(long spiI, long spiR) {
        SaStatus gone = sas.stream()
                .filter(sa -> sa.spiI() == spiI && sa.spiR() == spiR)
                .findAny()
                .orElseThrow();
        sas.remove(gone);
        for (var listener : listeners) listener.deleted(gone.with(secret(gone)));
    }

    @Override
    public Subscription listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
