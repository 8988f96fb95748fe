package org.waywiser.net.udp;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropCounters;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;

/**
 * Reflects the test packets of many sessions on one UDP port, told apart by the address and port they come from. One
 * thread does it all and sleeps while nothing arrives. RFC 5357 §4.2, port sharing of RFC 8545 §5. What comes from elsewhere can be STAMP's.
 */
public final class ReflectorPort implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ReflectorPort.class.getName());

    /** What other threads ask of the port's thread. */
    sealed interface Command {}

    record Add(PortSession session) implements Command {}

    record Start(PortSession session) implements Command {}

    record Stop(PortSession session) implements Command {}

    record Remove(PortSession session) implements Command {}

    record Do(Runnable task) implements Command {}

    /** Sessions looked at between two batches: packets must not wait for thousands that are due at once. */
    private static final int MOST_LOOKED_AT = 64;

    private final UdpSocket socket;
    private final ProbeClock clock;
    private final InetSocketAddress localAddress;
    private final Thread thread;
    private final DropCounters drops = new DropCounters();
    private final @Nullable StampResponder stamp;

    /** Sources in use, told at once to whoever adds a session; the port's thread has its own map. */
    private final Map<Source, PortSession> taken = new ConcurrentHashMap<>();

    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    private final Map<Source, PortSession> sessions = new HashMap<>();
    private final SessionAlarms alarms = new SessionAlarms();
    private final Source lookup = new Source();

    private ReflectorPort(UdpSocket socket, ProbeClock clock, @Nullable StampService stamp) {
        this.socket = socket;
        this.clock = clock;
        this.stamp = stamp == null ? null : new StampResponder(stamp, socket, clock, drops, this::later);
        localAddress = socket.localAddress();
        thread = Thread.ofPlatform()
                .name("reflector-" + localAddress.getPort())
                .daemon()
                .unstarted(this::run);
    }

    /**
     * Takes the socket over and starts reflecting.
     *
     * @param clock fills T3 and Error Estimates
     */
    public static ReflectorPort start(UdpSocket socket, ProbeClock clock) {
        return start(socket, clock, null);
    }

    /**
     * Takes the socket over and starts reflecting.
     *
     * @param clock fills T3 and Error Estimates
     * @param stamp for packets that belong to no session; null if those are dropped
     */
    public static ReflectorPort start(UdpSocket socket, ProbeClock clock, @Nullable StampService stamp) {
        var port = new ReflectorPort(socket, clock, stamp);
        port.thread.start();
        return port;
    }

    /** Where test packets are to be sent. */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /**
     * Accepts a session; its packets are not reflected before {@link PortSession#start}.
     *
     * @param source the sender's address and port, as its packets will show them
     * @return empty if another session has that source: use another port then
     */
    public Optional<PortSession> add(InetSocketAddress source, ReflectorConfig config) {
        var session = new PortSession(this, Source.of(source), new ReflectorSession(config, clock));
        if (closing || taken.putIfAbsent(session.source(), session) != null) return Optional.empty();
        command(new Add(session));
        return Optional.of(session);
    }

    /** Sessions accepted and not yet ended. */
    public int sessionCount() {
        return taken.size();
    }

    /** Datagrams that belong to no session or were lost before they were read, and replies that the kernel did not take. */
    public Map<DropReason, Long> drops() {
        return drops.nonZero();
    }

    /** Ends all sessions and gives the port back. */
    @Override
    public void close() {
        closing = true;
        socket.wakeUp();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    void command(Command command) {
        commands.add(command);
        socket.wakeUp();
    }

    private void later(Runnable task) {
        command(new Do(task));
    }

    private void run() {
        try {
            reflect();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "reflector on " + localAddress + " failed", e);
        } finally {
            closing = true;
            obey();
            socket.close();
            taken.values().forEach(session -> session.end(PortSession.End.PORT_CLOSED));
            taken.clear();
        }
    }

    private void reflect() throws IOException {
        ReceiveBuffer.warn(socket);
        DatagramBatch batch = socket.newBatch(socket.preferredBatch());
        while (!closing) {
            int count = socket.receive(batch);
            // Commands after receiving: a packet sent after Start-Ack always finds its session started.
            obey();
            if (count > 0) drops.count(DropReason.BUFFER_FULL, socket.overflowed());
            long now = System.nanoTime();
            for (int i = 0; i < count; i++) reflect(batch.at(i), now);
            if (count > 0) drops.count(DropReason.SEND_FAILED, socket.send(batch, count));
            if (stamp != null) stamp.sent();
            long untilAlarm = ring(now);
            // After a single one there is mostly nothing more: a look would be another system call.
            if (count <= 1) socket.await(untilAlarm);
        }
    }

    private void reflect(Datagram datagram, long nowNanos) {
        PortSession session = sessions.get(lookup.at(datagram));
        if (session != null) {
            reflect(datagram, session.session(), nowNanos);
        } else if (stamp != null) {
            stamp.answer(datagram, nowNanos);
        } else {
            datagram.length(Datagram.SKIP);
            drops.count(DropReason.UNKNOWN_SOURCE);
        }
    }

    /** Turns a datagram into its reply, or into none. */
    static void reflect(Datagram datagram, ReflectorSession session, long nowNanos) {
        int tos = datagram.trafficClass();
        datagram.trafficClass(session.config().dscp() << 2);
        if (datagram.truncated()) {
            session.count(DropReason.TRUNCATED);
            datagram.length(Datagram.SKIP);
            return;
        }
        int length = session.reflect(
                datagram.payload(), datagram.length(), datagram.timeToLive(), tos, datagram.stampNtp(), nowNanos);
        datagram.length(length == ReflectorSession.NO_REPLY ? Datagram.SKIP : length);
    }

    private void obey() {
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            long now = System.nanoTime();
            switch (command) {
                case Add(PortSession session) -> sessions.put(session.source(), session);
                case Start(PortSession session) -> {
                    session.session().start(now);
                    arm(session);
                }
                case Stop(PortSession session) -> {
                    session.session().stop(now);
                    if (session.session().expire(now)) end(session, PortSession.End.STOPPED);
                    else arm(session);
                }
                case Remove(PortSession session) -> end(session, PortSession.End.REMOVED);
                case Do(Runnable task) -> {
                    if (!closing) task.run();
                }
            }
        }
    }

    private void arm(PortSession session) {
        if (sessions.get(session.source()) != session) return;
        OptionalLong deadline = session.session().deadline();
        if (deadline.isPresent()) alarms.set(session, deadline.getAsLong());
    }

    /**
     * Looks at sessions whose time has come; at one where packets came meanwhile, again later.
     *
     * @return nanoseconds until the next one's, Long.MAX_VALUE for never
     */
    private long ring(long nowNanos) {
        for (int looked = 0; looked < MOST_LOOKED_AT; looked++) {
            PortSession session = alarms.due(nowNanos);
            if (session == null) break;
            boolean stopped = session.session().stopped();
            if (session.session().expire(nowNanos)) {
                end(session, stopped ? PortSession.End.STOPPED : PortSession.End.REFWAIT);
            } else {
                arm(session);
            }
        }
        return alarms.left(nowNanos);
    }

    private void end(PortSession session, PortSession.End how) {
        if (!sessions.remove(session.source(), session)) return;
        taken.remove(session.source(), session);
        alarms.cancel(session);
        session.end(how);
    }
}
