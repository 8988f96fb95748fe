package org.waywiser.keys.strongswan;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.StampCandidate;
import org.waywiser.keys.StampSession;
import org.waywiser.keys.StampSsids;
import org.waywiser.net.linux.PortHolder;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ha.HaMessage;

/** Knows the SAs of the strongSwan on this machine, as the other node that its plugin {@code ha} keeps informed. */
public final class HaPeer implements KeySource, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.strongswan");
    private static final int BURST_OCTETS = 4 << 20;
    private static final int LONGEST = 65_535;
    private static final long LOOK_ROUND_MILLIS = 1_000;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int IKE_ADD = 1;
    private static final Path PROC = Path.of("/proc/thread-self");

    /** What came. */
    private record Counts(long messages, long strangers, long malformed) {}

    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final DatagramChannel channel;
    private final Selector selector;
    private final CharonSocket charon;
    private final HaTable table;
    private final Bindings bindings;
    private final Thread thread;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private OptionalLong inode = OptionalLong.empty();
    private volatile Counts counts = new Counts(0, 0, 0);
    private volatile boolean open = true;

    private HaPeer(
            InetSocketAddress local, InetSocketAddress remote, DatagramChannel channel, Optional<PostQuantumKeys> ppks)
            throws IOException {
        this.local = local;
        this.remote = remote;
        this.channel = channel;
        this.selector = Selector.open();
        this.charon = new CharonSocket(PROC, local, remote);
        this.table = new HaTable(ppks);
        this.bindings = new Bindings(table);
        this.thread = Thread.ofPlatform().daemon().name("waywiser-ha").unstarted(this::run);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Begins to listen.
     *
     * @param local strongSwan's end, as {@code local} in its configuration; nothing else is listened to
     * @param remote our end, as {@code remote} there
     * @param ppks for SAs that have one, which strongSwan does not tell
     * @param resync has strongSwan tell what it has already, and rekey all its child SAs
     * @throws IOException if the port cannot be had, saying what to do
     */
    public static HaPeer start(
            InetSocketAddress local, InetSocketAddress remote, Optional<PostQuantumKeys> ppks, boolean resync)
            throws IOException {
        var channel = DatagramChannel.open();
        try {
            bind(channel, remote);
            var peer = new HaPeer(local, remote, channel, ppks);
            peer.begin(resync);
            return peer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void bind(DatagramChannel channel, InetSocketAddress remote) throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BURST_OCTETS);
        try {
            channel.bind(remote);
        } catch (IOException e) {
            String name = "UDP " + AddressText.of(remote) + " cannot be used: ";
            String reason = String.valueOf(e.getMessage());
            if (reason.contains("in use")) {
                String holder = new PortHolder(Path.of("/proc"))
                        .ofUdp(remote.getPort())
                        .map(program -> " (" + program + " has one of that number)")
                        .orElse("");
                throw new IOException(
                        name + "something else listens there" + holder + "; stop it, or choose another with --ha-remote"
                                + " and in strongswan.conf",
                        e);
            }
            if (reason.contains("ermission denied")) {
                throw new IOException(
                        name + "net.ipv4.ip_unprivileged_port_start reserves it, as it should; grant"
                                + " CAP_NET_BIND_SERVICE",
                        e);
            }
            throw new IOException(name + reason, e);
        }
    }

    private void begin(boolean resync) throws IOException {
        inode = charon.inode();
        if (resync) {
            table.resync(System.nanoTime());
            // nothing tells the version before a message comes; strongSwan only logs those that are not its own
            for (int version : HaMessage.VERSIONS) {
                channel.send(ByteBuffer.wrap(HaMessage.resync(version).toByteArray()), local);
            }
        }
        thread.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return remote;
    }

    /** What it listens to. */
    public InetSocketAddress source() {
        return local;
    }

    /** What has arrived. */
    public HaStatus status() {
        Counts now = counts;
        synchronized (table) {
            return new HaStatus(
                    AddressText.of(local),
                    AddressText.of(remote),
                    isConnected(),
                    now.messages(),
                    now.strangers(),
                    now.malformed(),
                    table.refused());
        }
    }

    /** Whether strongSwan has its end of the socket open: it runs with the plugin, configured so. */
    public boolean isConnected() {
        return isThere(charon);
    }

    /** The same of any two ends, whether or not somebody listens. */
    public static boolean isSpoken(InetSocketAddress local, InetSocketAddress remote) {
        return isThere(new CharonSocket(PROC, local, remote));
    }

    private static boolean isThere(CharonSocket socket) {
        try {
            return socket.inode().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) {
        synchronized (table) {
            List<HeldSa> sas = Bindings.with(peer, table);
            return sas.isEmpty() ? Optional.empty() : Optional.of(sas.getLast().secret());
        }
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) {
        synchronized (table) {
            return table.named(spiI, spiR).map(HeldSa::secret);
        }
    }

    @Override
    public Optional<StampKeys> stampKeys(long spiI, long spiR, int ssid) {
        synchronized (table) {
            return table.named(spiI, spiR)
                    .flatMap(HeldSa::roots)
                    .map(roots -> StampKeys.of(roots.prf(), roots.skD(), ssid));
        }
    }

    @Override
    public StampSession newStampSession(long spiI, long spiR, OptionalInt ssid) throws KeysUnavailable {
        synchronized (table) {
            HeldSa sa = table.named(spiI, spiR).orElseThrow(StampSsids::gone);
            if (!sa.watched) {
                throw new KeysUnavailable(
                        "the IKE SA is from before this process, so its SSIDs are not known: wait for a rekey");
            }
            IkeRoots roots = sa.roots().orElseThrow();
            int taken = StampSsids.take(roots.used(), sa.told.id().initiator(), ssid);
            return new StampSession(taken, StampKeys.of(roots.prf(), roots.skD(), taken));
        }
    }

    @Override
    public List<StampCandidate> stampCandidates(InetAddress peer, int ssid) {
        synchronized (table) {
            return Bindings.with(peer, table).reversed().stream()
                    .limit(StampSsids.CANDIDATES)
                    .filter(sa -> StampSsids.ofInitiator(ssid) != sa.told.id().initiator())
                    .map(sa -> new StampCandidate(
                            sa.told.id().spiI(),
                            sa.told.id().spiR(),
                            StampKeys.of(
                                    sa.roots().orElseThrow().prf(),
                                    sa.roots().orElseThrow().skD(),
                                    ssid)))
                    .toList();
        }
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) {
        return bindings.newest(peer, profile, root);
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) {
        return bindings.named(peer, name);
    }

    /**
     * What protects packets of these two kinds, and those that come back, by the child that strongSwan has made for them; empty where
     * there is none. Whether it is in use is for others to say.
     */
    public Optional<PathReport> path(Flow control, Flow test) {
        synchronized (table) {
            return NegotiatedPath.of(table, control, test);
        }
    }

    @Override
    public Subscription listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** All SAs without their keys, oldest first. */
    public List<SaStatus> statuses() {
        synchronized (table) {
            return table.usable().map(sa -> sa.status(System.nanoTime())).toList();
        }
    }

    /** Those with that peer, by its own address, another one of it or one that its children carry; oldest first. */
    public List<SaStatus> statusesWith(InetAddress peer) {
        synchronized (table) {
            return Bindings.with(peer, table).stream()
                    .map(sa -> sa.status(System.nanoTime()))
                    .toList();
        }
    }

    /** For tests in the same virtual machine only: what no option, log or file ever shows. */
    HaTable table() {
        return table;
    }

    private void run() {
        var buffer = ByteBuffer.allocateDirect(LONGEST);
        long lookedRound = System.nanoTime();
        try (channel;
                selector) {
            while (open) {
                selector.select(LOOK_ROUND_MILLIS);
                selector.selectedKeys().clear();
                receive(buffer);
                if (System.nanoTime() - lookedRound < SECOND_NANOS) continue;
                lookedRound = System.nanoTime();
                lookForCharon();
                tell(() -> table.expire(System.nanoTime()));
            }
        } catch (ClosedSelectorException e) {
            LOG.log(Level.DEBUG, "closed");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "no more is heard of strongSwan: " + e.getMessage());
        } finally {
            tell(table::forgetAll);
        }
    }

    private void receive(ByteBuffer buffer) throws IOException {
        for (var from = channel.receive(buffer.clear()); from != null; from = channel.receive(buffer.clear())) {
            byte[] datagram = new byte[buffer.flip().remaining()];
            buffer.get(datagram);
            if (from.equals(local)) {
                received(datagram);
            } else {
                counts = new Counts(counts.messages(), counts.strangers() + 1, counts.malformed());
                Level level = counts.strangers() == 1 ? Level.WARNING : Level.DEBUG;
                LOG.log(level, "datagram from {0} dropped: strongSwan is at {1}", from, AddressText.of(local));
            }
            Arrays.fill(datagram, (byte) 0);
            for (int i = 0; i < buffer.limit(); i++) buffer.put(i, (byte) 0);
        }
    }

    private void received(byte[] datagram) throws IOException {
        // a daemon that is new makes no use of the SAs of the one before
        if (datagram.length > 1 && datagram[1] == IKE_ADD) lookForCharon();
        HaMessage message;
        try {
            message = HaMessage.read(datagram, ByteOrder.nativeOrder());
        } catch (MalformedMessage e) {
            counts = new Counts(counts.messages(), counts.strangers(), counts.malformed() + 1);
            Level level = counts.malformed() == 1 ? Level.WARNING : Level.DEBUG;
            LOG.log(level, "message of strongSwan dropped: {0}", e.getMessage());
            synchronized (table) {
                table.refuse("a message: " + e.getMessage());
            }
            return;
        }
        counts = new Counts(counts.messages() + 1, counts.strangers(), counts.malformed());
        tell(() -> table.on(message, System.nanoTime()));
        message.wipe();
    }

    private void lookForCharon() throws IOException {
        OptionalLong now = charon.inode();
        if (now.equals(inode)) return;
        if (inode.isPresent()) {
            LOG.log(Level.INFO, "strongSwan has ended: its SAs are forgotten");
            tell(table::forgetAll);
        }
        if (now.isPresent()) LOG.log(Level.INFO, "strongSwan is there");
        inode = now;
    }

    @FunctionalInterface
    private interface Change {
        List<HaEvent> make();
    }

    /** Makes the change, and tells of it what it has led to. */
    private void tell(Change change) {
        List<HaEvent> events;
        synchronized (table) {
            events = change.make();
        }
        for (HaEvent event : events) {
            switch (event) {
                case HaEvent.Log(var text) -> LOG.log(Level.INFO, text);
                case HaEvent.Established(var sa) -> {
                    for (var listener : listeners) listener.established(sa.copy());
                    sa.secret().wipe();
                }
                case HaEvent.Rekeyed(var rekeying) -> {
                    for (var listener : listeners) listener.rekeyed(rekeying);
                }
                case HaEvent.Deleted(var sa) -> {
                    for (var listener : listeners) listener.deleted(sa.copy());
                    sa.secret().wipe();
                }
            }
        }
    }

    /** Forgets all SAs and wipes their keys; then the port is free. */
    @Override
    public void close() {
        open = false;
        selector.wakeup();
        try {
            thread.join(SECOND_NANOS / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
