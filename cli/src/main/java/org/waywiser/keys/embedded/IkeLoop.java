package org.waywiser.keys.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.waywiser.keys.IkeSecret;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.DeletionCause;
import org.waywiser.protocol.ike.FailureReason;
import org.waywiser.protocol.ike.IkeEffect;
import org.waywiser.protocol.ike.IkeEndpoint;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.wire.Octets;

/** Drives one endpoint: datagrams, commands and deadlines in, effects out. One thread, asleep while nothing happens. */
final class IkeLoop {
    private static final System.Logger LOG = System.getLogger("org.waywiser.ike");
    private static final int MAX_DATAGRAM = 65_535;
    /** Datagrams taken in before commands and deadlines have their turn. */
    private static final int BURST = 64;

    private final DatagramChannel channel;
    private final Selector selector;
    private final InetSocketAddress address;
    private final IkeEndpoint endpoint;
    private final SaTable table;
    private final Queue<IkeInput> commands = new ConcurrentLinkedQueue<>();
    private final Map<Long, Attempt> waiting = new ConcurrentHashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final Thread thread;
    private volatile boolean closing;
    private volatile long closeDeadline;

    /** Someone who waits for an SA. */
    private record Attempt(InetSocketAddress peer, CompletableFuture<IkeSecret> answer) {
        void fail(FailureReason reason, String detail) {
            answer.completeExceptionally(IkeFailure.with(peer, reason, detail));
        }
    }

    private IkeLoop(DatagramChannel channel, Selector selector, IkeEndpoint endpoint, SaTable table)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.endpoint = endpoint;
        this.table = table;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("waywiser-ike-" + address.getPort())
                .unstarted(this::run);
    }

    static IkeLoop start(InetSocketAddress listen, IkeEndpoint endpoint, SaTable table) throws IOException {
        var channel = DatagramChannel.open();
        try {
            channel.bind(listen);
            var loop = new IkeLoop(channel, Selector.open(), endpoint, table);
            loop.thread.start();
            return loop;
        } catch (SocketException e) {
            channel.close();
            throw new IOException("UDP port " + listen.getPort() + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    CompletableFuture<IkeSecret> initiate(long attempt, InetSocketAddress peer, IkePolicy policy) {
        var answer = new CompletableFuture<IkeSecret>();
        waiting.put(attempt, new Attempt(peer, answer));
        try {
            enqueue(new IkeInput.Initiate(attempt, localTowards(peer), peer, policy));
        } catch (IOException e) {
            fail(attempt, FailureReason.TIMED_OUT, "no way there: " + e.getMessage());
        }
        // whoever waits must not wait for a thread that has ended
        if (!thread.isAlive()) fail(attempt, FailureReason.ABANDONED, "the IKE engine is closed");
        return answer;
    }

    void abandon(long attempt) {
        if (waiting.remove(attempt) != null) enqueue(new IkeInput.Abandon(attempt));
    }

    void enqueue(IkeInput command) {
        commands.add(command);
        selector.wakeup();
    }

    void close(Duration patience) {
        closeDeadline = System.nanoTime() + patience.toNanos();
        closing = true;
        selector.wakeup();
        try {
            thread.join(patience.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (channel;
                selector) {
            boolean leaving = false;
            while (!leaving || !table.isEmpty() && System.nanoTime() - closeDeadline < 0) {
                if (closing && !leaving) {
                    leaving = true;
                    table.all().forEach(sa -> commands.add(new IkeInput.Delete(sa.spiI(), sa.spiR())));
                }
                for (IkeInput command = commands.poll(); command != null; command = commands.poll()) handle(command);
                receive();
                if (due(endpoint.deadline())) handle(new IkeInput.Tick());
                await(leaving);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "IKE on port " + address.getPort() + " has ended: " + e.getMessage());
        } finally {
            table.all().forEach(sa -> table.remove(sa.spiI(), sa.spiR()));
            waiting.keySet().forEach(a -> fail(a, FailureReason.ABANDONED, "the IKE engine is closed"));
        }
    }

    /** Sleeps until a datagram, a command (its wakeup is remembered) or the next deadline. */
    private void await(boolean leaving) throws IOException {
        OptionalLong deadline = endpoint.deadline();
        long now = System.nanoTime();
        if (leaving && table.isEmpty()) return;
        long nanos = deadline.isPresent() ? deadline.getAsLong() - now : Long.MAX_VALUE;
        if (leaving) nanos = Math.min(nanos, closeDeadline - now);
        if (nanos <= 0) {
            selector.selectNow();
        } else {
            // rounded up, so that it does not wake just before the deadline and spin; 0 waits for ever
            selector.select(nanos == Long.MAX_VALUE ? 0 : nanos / 1_000_000 + 1);
        }
        selector.selectedKeys().clear();
    }

    private static boolean due(OptionalLong deadline) {
        return deadline.isPresent() && System.nanoTime() - deadline.getAsLong() >= 0;
    }

    private void receive() throws IOException {
        for (int i = 0; i < BURST; i++) {
            buffer.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(buffer);
            } catch (SocketException e) {
                LOG.log(Level.DEBUG, "UDP error on port {0}: {1}", address.getPort(), e.getMessage());
                return;
            }
            if (from == null) return;
            byte[] octets = new byte[buffer.flip().remaining()];
            buffer.get(octets);
            try {
                handle(new IkeInput.Received(Octets.of(octets), from, localTowards(from)));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "no way back to {0}: {1}", EmbeddedIke.text(from), e.getMessage());
            }
        }
    }

    private void handle(IkeInput input) {
        try {
            for (IkeEffect effect : endpoint.on(input, System.nanoTime())) apply(effect);
        } catch (RuntimeException e) {
            // our fault, yet one message must not end the service of all others
            LOG.log(Level.ERROR, "IKE engine failed on " + input.getClass().getSimpleName(), e);
        }
    }

    private void apply(IkeEffect effect) {
        switch (effect) {
            case IkeEffect.Send(var octets, var _, var to) -> send(octets, to);
            case IkeEffect.Established(var sa, var attempt) -> {
                IkeSecret published = table.add(sa);
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1} with {2} ({3}) established: {4}",
                        IkeSecret.spi(sa.spiI()),
                        IkeSecret.spi(sa.spiR()),
                        published.remoteId(),
                        EmbeddedIke.text(sa.peer()),
                        sa.proposal());
                Attempt waiter = attempt.isPresent() ? waiting.remove(attempt.getAsLong()) : null;
                if (waiter != null) waiter.answer().complete(published);
            }
            case IkeEffect.Failed(var attempt, var peer, var reason, var detail) -> {
                if (attempt.isPresent()) {
                    fail(attempt.getAsLong(), reason, detail);
                } else {
                    LOG.log(Level.WARNING, "no IKE SA with {0}: {1}", EmbeddedIke.text(peer), detail);
                }
            }
            case IkeEffect.Rekeyed(var oldSpiI, var oldSpiR, var successor) -> {
                table.add(successor).secret().wipe();
                table.children().inherited(oldSpiI, oldSpiR, successor.spiI(), successor.spiR());
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1} with {2} rekeyed: {3} {4}, {5}",
                        IkeSecret.spi(oldSpiI),
                        IkeSecret.spi(oldSpiR),
                        EmbeddedIke.text(successor.peer()),
                        IkeSecret.spi(successor.spiI()),
                        IkeSecret.spi(successor.spiR()),
                        successor.proposal());
            }
            case IkeEffect.ChildEstablished(var spiI, var spiR, var child) -> {
                table.children().add(spiI, spiR, child);
                LOG.log(Level.INFO, "IKE SA {0} {1} has child {2}", IkeSecret.spi(spiI), IkeSecret.spi(spiR), child);
            }
            case IkeEffect.ChildRekeyed(var spiI, var spiR, var oldSpi, var successor) -> {
                table.children().add(spiI, spiR, successor);
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1} has child {2} in the place of {3}",
                        IkeSecret.spi(spiI),
                        IkeSecret.spi(spiR),
                        successor,
                        ChildSaInfo.spi(oldSpi));
            }
            case IkeEffect.ChildDeleted(var spiI, var spiR, var spi) -> {
                table.children().remove(spiI, spiR, spi);
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1} has lost child {2}",
                        IkeSecret.spi(spiI),
                        IkeSecret.spi(spiR),
                        ChildSaInfo.spi(spi));
            }
            case IkeEffect.Moved(var spiI, var spiR, var old, var peer) -> {
                table.moved(spiI, spiR, peer);
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1}: the peer has moved from {2} to {3}",
                        IkeSecret.spi(spiI),
                        IkeSecret.spi(spiR),
                        EmbeddedIke.text(old),
                        EmbeddedIke.text(peer));
            }
            case IkeEffect.Deleted(var spiI, var spiR, var peer, var cause) -> {
                table.remove(spiI, spiR);
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1} with {2} is gone: {3}",
                        IkeSecret.spi(spiI),
                        IkeSecret.spi(spiR),
                        EmbeddedIke.text(peer),
                        words(cause));
            }
            case IkeEffect.Dropped(var from, var reason, var detail) ->
                LOG.log(Level.DEBUG, "datagram from {0} dropped: {1} {2}", EmbeddedIke.text(from), reason, detail);
            case IkeEffect.Log(var text) -> LOG.log(Level.INFO, text);
        }
    }

    private static String words(DeletionCause cause) {
        return switch (cause) {
            case LOCAL -> "deleted";
            case PEER -> "deleted by the peer";
            case REFUSED_BY_PEER -> "refused by the peer after all";
            case UNREACHABLE -> "the peer does not answer";
            case INVALID_SYNTAX -> "the peer sent a malformed message";
            case REKEYED -> "rekeyed";
            case REAUTHENTICATED -> "another one proves the identities anew";
            case EXPIRED -> "its time is over";
        };
    }

    private void fail(long attempt, FailureReason reason, String detail) {
        Attempt waiter = waiting.remove(attempt);
        if (waiter != null) waiter.fail(reason, detail);
    }

    private void send(Octets octets, InetSocketAddress to) {
        try {
            channel.send(ByteBuffer.wrap(octets.toByteArray()), to);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot send to {0}: {1}", EmbeddedIke.text(to), e.getMessage());
        }
    }

    /** The address that the peer sees, unless there is a NAT: an unspecific one is made specific by the routing table. */
    private InetSocketAddress localTowards(InetSocketAddress peer) throws IOException {
        if (!address.getAddress().isAnyLocalAddress()) return address;
        try (var probe = DatagramChannel.open()) {
            probe.connect(peer);
            InetAddress local = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
            return new InetSocketAddress(local, address.getPort());
        }
    }
}
