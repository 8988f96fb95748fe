package org.waywiser.keys.xfrm;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.XfrmMessage;

/** Watches the SAs of the kernel and binds connections to them. Needs CAP_NET_ADMIN. Has no keys of IKE SAs: the kernel has none. */
public final class XfrmKeys implements KeySource, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.xfrm");

    /** How long a question waits for a rekey to be over. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final XfrmSocket socket;
    private final OwnAddresses own = new OwnAddresses(); // guarded by the table
    private final SaTable table = new SaTable(own); // guarded by itself, with what is made of it
    private final Bindings bindings;
    private final Thread thread;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile String failure = "";

    private XfrmKeys(XfrmSocket socket, Prf prf, boolean initiator) {
        this.socket = socket;
        this.bindings = new Bindings(table, prf, initiator, this::alive);
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
                for (var message : socket.receive(tell())) take(message.content(), true);
            } catch (XfrmSocket.Overrun e) {
                again();
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
                LOG.log(Level.ERROR, "the kernel''s SAs are not watched any more: {0}", failure);
                return;
            }
        }
    }

    /** Tells what is known by now, and for how many nanoseconds it will be all if nothing more happens. */
    private long tell() {
        List<Rekeying> rekeyings;
        long unsettled;
        synchronized (table) {
            long now = System.nanoTime();
            rekeyings = bindings.rekeyings(now);
            unsettled = table.unsettledFor(now);
        }
        for (var rekeying : rekeyings) for (var listener : listeners) listener.rekeyed(rekeying);
        return unsettled;
    }

    private void again() {
        try {
            dump();
            LOG.log(
                    Level.INFO,
                    "there were more changes of SAs than could be taken in: all of them have been read anew");
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
            LOG.log(Level.ERROR, "the kernel''s SAs cannot be read: {0}", failure);
            closed = true;
        }
    }

    private void dump() throws IOException {
        while (true) {
            socket.discard();
            synchronized (table) {
                own.lookAgain();
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
            if (news) own.lookAgain(); // the address may be as new as the SA
            table.on(message, news, System.nanoTime());
        }
    }

    private boolean alive(SaPair pair) {
        synchronized (table) {
            return table.alive(pair);
        }
    }

    /** Never: the kernel does not know IKE SAs. */
    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) throws KeysUnavailable {
        throw noIkeSas();
    }

    /** Never, as {@link #byPeer}. */
    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) throws KeysUnavailable {
        throw noIkeSas();
    }

    /** Never, as {@link #byPeer}. */
    @Override
    public Optional<StampKeys> stampKeys(long spiI, long spiR, int ssid) throws KeysUnavailable {
        throw noIkeSas();
    }

    private static KeysUnavailable noIkeSas() {
        return new KeysUnavailable(
                "the kernel has the keys of IPsec SAs only: take --profile draft with --root ipsec-sa, not for STAMP");
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) throws KeysUnavailable {
        if (root != RootKind.IPSEC_SA || !profile.namesSaInGreeting()) throw noIkeSas();
        synchronized (table) {
            awaitQuiet();
            return bindings.newest(peer, profile, System.nanoTime());
        }
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) throws KeysUnavailable {
        if (!profile.namesSaInGreeting()) return Optional.empty();
        synchronized (table) {
            awaitQuiet();
            return bindings.named(peer, profile, name, System.nanoTime());
        }
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

    /** Pairs of SAs as people see them, oldest first. */
    public List<SaStatus> statuses() {
        synchronized (table) {
            return bindings.statuses(System.nanoTime(), System.currentTimeMillis() / 1000);
        }
    }

    /** Hears of pairs that take the place of others, as soon as which SAs belong together is known: there are no IKE SAs. */
    @Override
    public Subscription listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
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
