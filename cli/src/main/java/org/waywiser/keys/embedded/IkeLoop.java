package org.waywiser.keys.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.waywiser.keys.IkeSecret;
import org.waywiser.net.udp.UdpPorts;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.DeletionCause;
import org.waywiser.protocol.ike.FailureReason;
import org.waywiser.protocol.ike.IkeEffect;
import org.waywiser.protocol.ike.IkeEndpoint;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSaStanding;
import org.waywiser.wire.Octets;

/** Drives one endpoint: datagrams, commands and deadlines in, effects out. One thread, asleep while nothing happens. */
final class IkeLoop {
    private static final System.Logger LOG = System.getLogger("org.waywiser.ike");
    /** Datagrams taken in before commands and deadlines have their turn. */
    private static final int BURST = 64;

    private static final long MOST_BUSY_MILLIS = 2_000;

    private final UdpPorts ports;
    private final InetSocketAddress address;
    private final IkeEndpoint endpoint;
    private final SaTable table;
    private final Queue<IkeInput> commands = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<List<IkeSaStanding>>> questions = new ConcurrentLinkedQueue<>();
    private final Map<Long, Attempt> waiting = new ConcurrentHashMap<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final Thread thread;
    private volatile Consumer<String> trace = text -> LOG.log(Level.INFO, text);
    private volatile boolean closing;
    private volatile long closeDeadline;

    /** Someone who waits for an SA. */
    private record Attempt(InetSocketAddress peer, CompletableFuture<IkeSecret> answer) {
        void fail(FailureReason reason, String detail) {
            answer.completeExceptionally(IkeFailure.with(peer, reason, detail));
        }
    }

    private IkeLoop(UdpPorts ports, IkeEndpoint endpoint, SaTable table) {
        this.ports = ports;
        this.endpoint = endpoint;
        this.table = table;
        this.address = ports.localAddresses().getFirst();
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("waywiser-ike-" + address.getPort())
                .unstarted(this::run);
    }

    /** @param ports open, from now on the loop's to close; SAs are initiated from the first */
    static IkeLoop start(UdpPorts ports, IkeEndpoint endpoint, SaTable table) {
        var loop = new IkeLoop(ports, endpoint, table);
        loop.thread.start();
        return loop;
    }

    CompletableFuture<IkeSecret> initiate(long attempt, InetSocketAddress peer, IkePolicy policy) {
        var answer = new CompletableFuture<IkeSecret>();
        waiting.put(attempt, new Attempt(peer, answer));
        try {
            enqueue(new IkeInput.Initiate(attempt, ports.towards(peer), peer, policy));
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

    void trace(Consumer<String> reader) {
        trace = reader;
    }

    void enqueue(IkeInput command) {
        commands.add(command);
        ports.wakeUp();
    }

    /** How all open SAs stand; none if the engine has ended or is too busy to say. */
    List<IkeSaStanding> standings() {
        var question = new CompletableFuture<List<IkeSaStanding>>();
        questions.add(question);
        ports.wakeUp();
        if (!thread.isAlive()) return List.of();
        return question.completeOnTimeout(List.of(), MOST_BUSY_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    private void answerQuestions() {
        for (var question = questions.poll(); question != null; question = questions.poll()) {
            question.complete(endpoint.standings());
        }
    }

    void close(Duration patience) {
        closeDeadline = System.nanoTime() + patience.toNanos();
        closing = true;
        ports.wakeUp();
        try {
            thread.join(patience.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (ports) {
            boolean leaving = false;
            while (!leaving || !table.isEmpty() && System.nanoTime() - closeDeadline < 0) {
                if (closing && !leaving) {
                    leaving = true;
                    table.all().forEach(sa -> commands.add(new IkeInput.Delete(sa.spiI(), sa.spiR())));
                }
                for (IkeInput command = commands.poll(); command != null; command = commands.poll()) handle(command);
                answerQuestions();
                receive();
                if (due(endpoint.deadline())) handle(new IkeInput.Tick());
                await(leaving);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "IKE on port " + address.getPort() + " has ended: " + e.getMessage());
        } finally {
            table.all().forEach(sa -> table.remove(sa.spiI(), sa.spiR(), DeletionCause.LOCAL));
            answerQuestions();
            waiting.keySet().forEach(a -> fail(a, FailureReason.ABANDONED, "the IKE engine is closed"));
        }
    }

    /** Sleeps until a datagram, a command (its wake-up is remembered) or the next deadline. */
    private void await(boolean leaving) throws IOException {
        OptionalLong deadline = endpoint.deadline();
        long now = System.nanoTime();
        if (leaving && table.isEmpty()) return;
        long nanos = deadline.isPresent() ? deadline.getAsLong() - now : Long.MAX_VALUE;
        if (leaving) nanos = Math.min(nanos, closeDeadline - now);
        ports.await(nanos);
    }

    private static boolean due(OptionalLong deadline) {
        return deadline.isPresent() && System.nanoTime() - deadline.getAsLong() >= 0;
    }

    private void receive() throws IOException {
        ports.receive(BURST, (octets, from, to) -> handle(new IkeInput.Received(Octets.of(octets), from, to)));
    }

    private void handle(IkeInput input) {
        try {
            List<IkeEffect> effects = endpoint.on(input, System.nanoTime());
            // The peer may use an SA as soon as it has our answer, so the SA has to be known here before that leaves.
            for (IkeEffect effect : effects) if (!(effect instanceof IkeEffect.Send)) apply(effect);
            for (IkeEffect effect : effects) if (effect instanceof IkeEffect.Send) apply(effect);
            // only now: who has waited for an SA finds its child too
            answers.forEach(Runnable::run);
            answers.clear();
        } catch (RuntimeException e) {
            // our fault, yet one message must not end the service of all others
            LOG.log(Level.ERROR, "IKE engine failed on " + input.getClass().getSimpleName(), e);
        }
    }

    private void apply(IkeEffect effect) {
        switch (effect) {
            case IkeEffect.Send(var octets, var from, var to) -> send(octets, from, to);
            case IkeEffect.Established(var sa, var attempt) -> {
                IkeSecret published = table.established(sa);
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1} with {2} ({3}) established: {4}",
                        IkeSecret.spi(sa.spiI()),
                        IkeSecret.spi(sa.spiR()),
                        published.remoteId(),
                        EmbeddedIke.text(sa.peer()),
                        sa.proposal());
                Attempt waiter = attempt.isPresent() ? waiting.remove(attempt.getAsLong()) : null;
                if (waiter != null) answers.add(() -> waiter.answer().complete(published));
            }
            case IkeEffect.Failed(var attempt, var peer, var reason, var detail) -> {
                if (attempt.isPresent()) {
                    fail(attempt.getAsLong(), reason, detail);
                } else {
                    LOG.log(Level.WARNING, "no IKE SA with {0}: {1}", EmbeddedIke.text(peer), detail);
                }
            }
            case IkeEffect.Rekeyed(var oldSpiI, var oldSpiR, var successor) -> {
                table.rekeyed(oldSpiI, oldSpiR, successor);
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
                table.childRekeyed(spiI, spiR, oldSpi, successor);
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
                table.remove(spiI, spiR, cause);
                LOG.log(
                        Level.INFO,
                        "IKE SA {0} {1} with {2} is gone: {3}",
                        IkeSecret.spi(spiI),
                        IkeSecret.spi(spiR),
                        EmbeddedIke.text(peer),
                        cause.words());
            }
            case IkeEffect.Dropped(var from, var reason, var detail) ->
                LOG.log(Level.DEBUG, "datagram from {0} dropped: {1} {2}", EmbeddedIke.text(from), reason, detail);
            case IkeEffect.Traced(var sent, var peer, var text) ->
                trace.accept((sent ? "to " : "from ") + EmbeddedIke.text(peer) + ": " + text);
            case IkeEffect.Log(var text) -> LOG.log(Level.INFO, text);
        }
    }

    private void fail(long attempt, FailureReason reason, String detail) {
        Attempt waiter = waiting.remove(attempt);
        if (waiter != null) waiter.fail(reason, detail);
    }

    private void send(Octets octets, InetSocketAddress from, InetSocketAddress to) {
        try {
            ports.send(octets.toByteArray(), from, to);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot send to {0}: {1}", EmbeddedIke.text(to), e.getMessage());
        }
    }
}
