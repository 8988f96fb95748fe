package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.policy.Policy;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.wire.control.Sid;

/** What the one-way sessions of a Server share. */
final class OneWayService implements TestSessions.Service, AutoCloseable {
    /** A process that is killed loses no more than that of its sessions. */
    private static final Duration FLUSH = Duration.ofMillis(250);

    private final ServerPlan plan;
    private final OneWayPolicy policy;
    private final SessionStore store;
    private final Supplier<Sid> sids;
    private final AtomicInteger sessions = new AtomicInteger();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("session-timer").daemon().factory());

    OneWayService(ServerPlan plan, OneWayPolicy policy, SessionStore store, Supplier<Sid> sids) {
        this.plan = plan;
        this.policy = policy;
        this.store = store;
        this.sids = sids;
        var _ = timer.scheduleWithFixedDelay(store::expire, 1, 1, TimeUnit.MINUTES);
    }

    @Override
    public TestSessions of(ControlConnection connection, Consumer<ServerInput> later) {
        return new OneWaySessions(this, connection, later);
    }

    OneWayPolicy policy() {
        return policy;
    }

    /** Whether a class has what it stored deleted once it was fetched. */
    boolean deletesOnFetch(String name) {
        Policy current = plan.rules().rules().policy();
        return current.deletesOnFetch(current.named(name));
    }

    SessionStore store() {
        return store;
    }

    Sid nextSid() {
        return sids.get();
    }

    /** What the Server listens on. */
    InetAddress bound() {
        return plan.control().getAddress();
    }

    /** A port for one end of a session. */
    UdpSocket open(InetAddress local) throws IOException {
        return UdpSocket.open(local, plan.firstTestPort(), plan.lastTestPort(), "");
    }

    /** Takes a place among the sessions that may be at once; to be given back. */
    boolean enter() {
        if (sessions.incrementAndGet() <= Math.min(plan.maxSessions(), policy.sessions())) return true;
        sessions.decrementAndGet();
        return false;
    }

    void leave() {
        sessions.decrementAndGet();
    }

    /** Test sessions accepted and not yet ended. */
    int sessions() {
        return sessions.get();
    }

    /** Calls back now and then, until it is cancelled. */
    Runnable often(Runnable task) {
        var scheduled = timer.scheduleWithFixedDelay(task, FLUSH.toMillis(), FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
