package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.net.tcp.ControlListener;
import org.waywiser.node.policy.Claimant;
import org.waywiser.node.policy.ConnectionLimits;
import org.waywiser.node.policy.LimitClass;
import org.waywiser.node.policy.Policy;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.node.policy.ServerRules;
import org.waywiser.protocol.control.ControlServer;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.wire.control.Modes;

/** The TCP port of a Server, with all that its control connections need whatever they control. */
final class ControlPort implements AutoCloseable {
    /** Makes the state machine of a connection. */
    interface Machine {
        ControlServer of(ServerSettings settings, RandomGenerator random);
    }

    private final ServerSettings settings;
    private final RandomGenerator random;
    private final Machine machine;
    private final TestSessions.Service service;
    private final Rulebook rules;
    private final SecretLookup secrets;
    private final SaPins pins;
    private final ScheduledExecutorService timer = timer();
    private final ControlListener listener;

    /**
     * Listens; clients wait until {@link #accept} is called.
     *
     * @param random a cryptographically strong one
     * @param nanoTime monotonic, in which failed attempts are forgiven
     * @throws IOException if the port is taken or needs a privilege
     */
    ControlPort(
            ServerPlan plan,
            ServerSettings settings,
            RandomGenerator random,
            LongSupplier nanoTime,
            Machine machine,
            TestSessions.Service service)
            throws IOException {
        this.settings = settings;
        this.random = random;
        this.machine = machine;
        this.service = service;
        this.rules = plan.rules();
        this.secrets =
                new SecretLookup(() -> rules.rules().passphrases(), plan.keySource(), plan.strictAddress(), nanoTime);
        this.pins = new SaPins(plan.binding(), plan.keySource());
        try {
            this.listener = ControlListener.open(plan.control(), this::caps, this::serve, this::turnAway);
        } catch (IOException e) {
            timer.shutdownNow();
            throw e;
        }
    }

    /** Serves clients from now on; once. */
    void accept() {
        listener.accept();
    }

    InetSocketAddress address() {
        return listener.address();
    }

    /** Modes of the greeting. */
    Modes offered() {
        return settings.offered();
    }

    /** Control connections now. */
    int connections() {
        return listener.connections();
    }

    private void serve(ControlConnection connection) {
        ServerRules now = rules.rules();
        ServerSettings offered = settings.waiting(
                        now.connections().handshake(), now.connections().idle())
                .without(notFor(now.policy(), connection.peer().getAddress()));
        run(machine.of(offered, random), connection);
    }

    private ControlListener.Caps caps() {
        ConnectionLimits limits = rules.rules().connections();
        return new ControlListener.Caps(limits.most(), limits.perAddress());
    }

    /** Who does not prove anything is of the class of its address; keyed modes are for those who are not yet known. */
    private static Modes notFor(Policy policy, InetAddress address) {
        LimitClass unproven = policy.classOf(Claimant.at(address));
        return Modes.UNAUTHENTICATED.without(policy.allowed(unproven, Modes.UNAUTHENTICATED));
    }

    /** RFC 4656 §3.1: Modes zero tells a client that the Server does not wish to communicate. */
    private void turnAway(ControlConnection connection) {
        var unwilling =
                ServerSettings.of(Modes.NONE, settings.startTimeNtp()).in(settings.profile(), Modes.NONE, Modes.NONE);
        run(machine.of(unwilling, random), connection);
    }

    private void run(ControlServer server, ControlConnection connection) {
        new ServerConnection(server, connection, secrets, pins, rules, service, timer).run();
    }

    private static ScheduledExecutorService timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("control-timer").daemon().factory(),
                // A connection that is being closed with the Server needs no alarm any more.
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return Executors.unconfigurableScheduledExecutorService(timer);
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        timer.shutdownNow();
    }
}
