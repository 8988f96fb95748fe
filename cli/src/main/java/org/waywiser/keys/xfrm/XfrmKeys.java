package org.waywiser.keys.xfrm;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.LocalBinding;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Root;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.XfrmMessage;

/** Watches the SAs of the kernel and binds connections to them. Needs CAP_NET_ADMIN. Has no keys of IKE SAs: the kernel has none. */
public final class XfrmKeys implements KeySource, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.xfrm");

    /** How long a question waits for a rekey to be over. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final XfrmSocket socket;
    private final Prf prf;
    private final boolean initiator;
    private final SaTable table = new SaTable(XfrmKeys::local); // guarded by itself
    private final Thread thread;
    private volatile boolean closed;
    private volatile String failure = "";

    private XfrmKeys(XfrmSocket socket, Prf prf, boolean initiator) {
        this.socket = socket;
        this.prf = prf;
        this.initiator = initiator;
        this.thread = Thread.ofPlatform().name("xfrm").daemon().unstarted(this::run);
    }

    /**
     * Begins to watch.
     *
     * @param prf of the IKE SAs, which the kernel does not know; the same at both ends
     * @param initiator whether this host began the exchanges that made its SAs, for a server: a client learns it from the greeting
     * @throws IOException saying in one line what is missing, such as CAP_NET_ADMIN
     */
    public static XfrmKeys start(Prf prf, boolean initiator) throws IOException {
        var keys = new XfrmKeys(XfrmSocket.watching(), prf, initiator);
        try {
            keys.dump();
        } catch (IOException e) {
            keys.socket.close();
            throw e;
        }
        keys.thread.start();
        return keys;
    }

    private void run() {
        while (!closed) {
            try {
                for (var message : socket.receive(Long.MAX_VALUE)) {
                    synchronized (table) {
                        table.on(message.content(), true, System.nanoTime());
                    }
                }
            } catch (XfrmSocket.Overrun e) {
                again();
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
                LOG.log(Level.ERROR, "the kernel''s SAs are not watched any more: {0}", failure);
                return;
            }
        }
    }

    private void again() {
        try {
            LOG.log(Level.INFO, "more changes of SAs than could be taken in: all of them are read anew");
            dump();
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
            LOG.log(Level.ERROR, "the kernel''s SAs cannot be read: {0}", failure);
            closed = true;
        }
    }

    private void dump() throws IOException {
        while (true) {
            synchronized (table) {
                table.dumpBegins();
            }
            try {
                socket.dump(false, this::take);
                socket.dump(true, this::take);
                synchronized (table) {
                    table.dumpEnds(System.nanoTime());
                }
                return;
            } catch (XfrmSocket.Overrun e) {
                LOG.log(Level.DEBUG, "changed while it was read");
            }
        }
    }

    private void take(XfrmMessage message, boolean news) {
        synchronized (table) {
            table.on(message, news, System.nanoTime());
        }
    }

    private static boolean local(Octets address) {
        try {
            return NetworkInterface.getByInetAddress(address(address)) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static InetAddress address(Octets octets) {
        try {
            return InetAddress.getByAddress(octets.toByteArray());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the kernel's addresses have 4 or 16 octets
        }
    }

    /** Never: the kernel does not know IKE SAs. */
    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) {
        return Optional.empty();
    }

    /** Never, as {@link #byPeer}. */
    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        return Optional.empty();
    }

    /** For a server, which has to say who the initiator was. */
    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) throws KeysUnavailable {
        if (root != RootKind.IPSEC_SA || !profile.namesSaInGreeting()) return Optional.empty();
        var octets = Octets.of(peer.getAddress());
        synchronized (table) {
            awaitQuiet();
            List<SaPair> pairs = table.with(octets, System.nanoTime());
            if (pairs.isEmpty()) {
                Optional<String> single = table.ambiguous(octets);
                if (single.isEmpty()) return Optional.empty();
                throw new KeysUnavailable(
                        "which SAs belong together cannot be told until they are rekeyed: " + single.get());
            }
            Optional<SaPair> fit = pairs.stream()
                    .filter(pair -> unfit(pair, profile).isEmpty())
                    .findFirst();
            if (fit.isEmpty())
                throw new KeysUnavailable(unfit(pairs.getFirst(), profile).orElseThrow());
            return Optional.of(binding(fit.get(), initiator, peer));
        }
    }

    /** For a client: the name tells who the initiator was. */
    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) throws KeysUnavailable {
        if (name.protocol() != SaName.ESP && name.protocol() != SaName.AH) return Optional.empty();
        int protocol = name.protocol() == SaName.ESP ? SaId.ESP : SaId.AH;
        synchronized (table) {
            awaitQuiet();
            List<SaPair> named = table.with(Octets.of(peer.getAddress()), System.nanoTime()).stream()
                    .filter(pair -> pair.in().sa().id().protocol() == protocol && pair.has(name.spiI(), name.spiR()))
                    .toList();
            if (named.size() != 1) return Optional.empty();
            SaPair pair = named.getFirst();
            Optional<String> unfit = unfit(pair, profile);
            if (unfit.isPresent()) throw new KeysUnavailable(unfit.get());
            return Optional.of(binding(pair, pair.in().sa().id().spi() == name.spiI(), peer));
        }
    }

    private static Optional<String> unfit(SaPair pair, Profile profile) {
        return KeyMaterial.unfit(pair.in().sa(), profile)
                .or(() -> KeyMaterial.unfit(pair.out().sa(), profile));
    }

    private void awaitQuiet() throws KeysUnavailable {
        if (!failure.isEmpty()) throw new KeysUnavailable(failure);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (table.unsettled(System.nanoTime()) && deadline - System.nanoTime() > 0) table.wait(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysUnavailable("interrupted while SAs were changing");
        }
    }

    private SaBinding binding(SaPair pair, boolean byUs, InetAddress peer) {
        Sa in = pair.in().sa();
        Sa out = pair.out().sa();
        Sa towardsResponder = byUs ? out : in;
        Sa towardsInitiator = byUs ? in : out;
        int protocol = in.id().protocol() == SaId.ESP ? SaName.ESP : SaName.AH;
        var name = new SaName(
                protocol, towardsInitiator.id().spi(), towardsResponder.id().spi());
        var sa = new BoundSa(
                name,
                Integer.toUnsignedLong(name.spiI()),
                Integer.toUnsignedLong(name.spiR()),
                "PRF_" + prf,
                KeyMaterial.proposal(in),
                "",
                "",
                peer,
                pair.watched());
        return new LocalBinding(
                sa,
                new Root(prf, KeyMaterial.keymat(towardsResponder, towardsInitiator)),
                KeyMaterial.own(towardsResponder),
                pair.used(),
                () -> alive(pair));
    }

    private boolean alive(SaPair pair) {
        synchronized (table) {
            return table.alive(pair);
        }
    }

    /** Pairs of SAs as people see them. */
    public List<SaStatus> statuses() {
        synchronized (table) {
            return table.all(System.nanoTime()).stream().map(this::status).toList();
        }
    }

    private SaStatus status(SaPair pair) {
        Sa in = pair.in().sa();
        Sa out = pair.out().sa();
        long seconds = System.currentTimeMillis() / 1000 - in.added();
        return new SaStatus(
                Integer.toUnsignedLong((initiator ? in : out).id().spi()),
                Integer.toUnsignedLong((initiator ? out : in).id().spi()),
                "in the kernel",
                initiator,
                Optional.of("reqid " + in.request()),
                "PRF_" + prf,
                KeyMaterial.proposal(in),
                "",
                "",
                new InetSocketAddress(address(pair.remote()), 0),
                Duration.ofSeconds(Math.max(0, seconds)),
                Optional.empty(),
                Optional.empty());
    }

    /** Hears nothing: there are no IKE SAs. */
    @Override
    public Subscription listen(Listener listener) {
        return () -> {};
    }

    @Override
    public void close() {
        closed = true;
        socket.wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        socket.close();
        if (interrupted) Thread.currentThread().interrupt();
    }
}
