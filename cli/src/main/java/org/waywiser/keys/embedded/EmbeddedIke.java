package org.waywiser.keys.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.StampCandidate;
import org.waywiser.keys.StampSession;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.FailureReason;
import org.waywiser.protocol.ike.IkeEndpoint;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.wire.control.SaName;

/** A running IKEv2 engine on a UDP port, or on 500 and 4500: initiates on request, answers if told to, finds the keys of its SAs. RFC 7296. */
public final class EmbeddedIke implements KeySource, AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final IkeLoop loop;
    private final List<InetSocketAddress> addresses;
    private final SaTable table;
    private final AtomicLong attempts = new AtomicLong();

    private EmbeddedIke(IkeLoop loop, List<InetSocketAddress> addresses, SaTable table) {
        this.loop = loop;
        this.addresses = addresses;
        this.table = table;
    }

    /**
     * Opens the port and begins to serve it; with port 500 comes 4500, for peers on the other side of a NAT.
     *
     * @param listen local address and UDP port; port 0 for any free one
     * @throws IOException if the port cannot be had; the message names it and who holds it
     */
    public static EmbeddedIke start(InetSocketAddress listen, IkeSettings settings) throws IOException {
        return start(List.of(listen.getAddress()), listen.getPort(), settings);
    }

    /**
     * The same at several addresses.
     *
     * @param listen none for all addresses of this host
     * @param port 0 for any free one, another at each address
     * @param settings with the port for NATs, where that is another than 4500 beside 500
     */
    public static EmbeddedIke start(List<InetAddress> listen, int port, IkeSettings settings) throws IOException {
        var ports = IkePorts.open(listen, port, settings.network().natPort());
        var natPort = ports.natPort();
        var network = natPort.isPresent() ? settings.network().withNatPort(natPort.getAsInt()) : settings.network();
        var random = new SecureRandom();
        var endpoint = new IkeEndpoint(
                settings.withNetwork(network), random, new EphemeralKeyPairs(random), InstantSource.system());
        var table = new SaTable();
        return new EmbeddedIke(IkeLoop.start(ports.sockets(), endpoint, table), ports.addresses(), table);
    }

    /** An engine on any free port that only initiates. */
    public static EmbeddedIke startInitiator() throws IOException {
        return start(new InetSocketAddress(0), IkeSettings.defaults(Optional.empty()));
    }

    /** The local address and port it serves, or the first of them. */
    public InetSocketAddress address() {
        return addresses.getFirst();
    }

    /** All local addresses and ports it serves, without those for NATs. */
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    /**
     * Sets up an IKE SA and waits for it.
     *
     * @param timeout after which the attempt is given up
     * @throws IkeFailure saying why there is none
     */
    public IkeSecret establish(InetSocketAddress peer, IkePolicy policy, Duration timeout)
            throws IkeFailure, InterruptedException {
        if (peer.isUnresolved()) throw new IllegalArgumentException("address not resolved: " + peer);
        long attempt = attempts.incrementAndGet();
        CompletableFuture<IkeSecret> answer = loop.initiate(attempt, peer, policy);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IkeFailure failure) throw failure;
            throw new IllegalStateException("the IKE engine has failed", e);
        } catch (TimeoutException e) {
            throw IkeFailure.with(peer, FailureReason.TIMED_OUT, "none after " + timeout.toSeconds() + " s");
        } finally {
            // no effect where the attempt has ended
            loop.abandon(attempt);
        }
    }

    /**
     * Sets up the IKE SA of a connection, whose peer is looked up first, and waits for it as long as the connection allows.
     *
     * @throws IkeFailure saying why there is none
     */
    public IkeSecret establish(IkeConnection connection) throws IkeFailure, InterruptedException {
        try {
            return establish(connection.resolved(), connection.policy(), connection.patience());
        } catch (UnknownHostException e) {
            String host = connection.peer().orElseThrow().getHostString();
            throw new IkeFailure(FailureReason.TIMED_OUT, host + " is not known; check the name or give an address");
        }
    }

    /** Deletes an SA and tells the peer; nothing if there is none of that name. RFC 7296 §1.4.1. */
    public void delete(long spiI, long spiR) {
        loop.enqueue(new IkeInput.Delete(spiI, spiR));
    }

    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) {
        return table.newestWith(peer);
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        return table.named(spiI, spiR);
    }

    @Override
    public Optional<StampKeys> stampKeys(long spiI, long spiR, int ssid) {
        return table.stampKeys(spiI, spiR, ssid);
    }

    @Override
    public StampSession newStampSession(long spiI, long spiR, OptionalInt ssid) throws KeysUnavailable {
        return table.newStampSession(spiI, spiR, ssid);
    }

    @Override
    public List<StampCandidate> stampCandidates(InetAddress peer, int ssid) {
        return table.stampCandidates(peer, ssid);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) {
        return table.bind(peer, profile, root);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) {
        return table.bind(peer, name);
    }

    @Override
    public Subscription listen(Listener listener) {
        return table.listen(listener);
    }

    /** Hears what becomes of SAs from now on until the handle is closed; called on the engine's thread, so it must return soon. */
    public Subscription watch(Consumer<SaEvent> watcher) {
        return table.watch(watcher);
    }

    /** All SAs, oldest first. */
    public List<IkeSecret> all() {
        return table.all();
    }

    /** All SAs without their keys, oldest first. */
    public List<SaStatus> statuses() {
        return table.statuses(loop.standings());
    }

    /** Who reads the trace that the settings ask for, one line a message, instead of the log. Called on the engine's thread. */
    public void trace(Consumer<String> reader) {
        loop.trace(reader);
    }

    /** For tests in the same virtual machine only: what no option, log or file ever shows. */
    Optional<Secret> skD(long spiI, long spiR) {
        return table.skD(spiI, spiR);
    }

    /** KEYMAT of the newest child, for tests in the same virtual machine only. */
    Optional<Secret> keymat(long spiI, long spiR) {
        return table.children().keymat(spiI, spiR);
    }

    /** SPIs at this end of an SA's children, oldest first, for tests in the same virtual machine only. */
    List<Integer> children(long spiI, long spiR) {
        return table.children().of(spiI, spiR).stream().map(ChildSaInfo::ownSpi).toList();
    }

    /** Asks for what nobody but a test asks for by itself. */
    void ask(IkeInput wish) {
        loop.enqueue(wish);
    }

    /** Deletes all SAs, tells their peers and waits at most a second for their answers; then the port is free. */
    @Override
    public void close() {
        loop.close(FAREWELL);
    }

    static String text(InetSocketAddress peer) {
        return peer.getAddress().getHostAddress() + " port " + peer.getPort();
    }
}
