package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.waywiser.net.clock.WallClock;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ControlServer;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.wire.control.Modes;

/** An OWAMP Server with its Session-Senders, its Session-Receivers and what these have stored. RFC 4656. */
public final class OwampServer implements AutoCloseable {
    private final SessionStore store;
    private final OneWayService service;
    private final ControlPort control;

    private OwampServer(SessionStore store, OneWayService service, ControlPort control) {
        this.store = store;
        this.service = service;
        this.control = control;
    }

    /** The same by the default policy. */
    public static OwampServer start(ServerPlan plan, SessionStore store, RandomGenerator random) throws IOException {
        return start(plan, OneWayPolicy.DEFAULT, store, random);
    }

    /**
     * Starts a Server.
     *
     * @param store taken over
     * @param plan whose test ports are those of sessions; it has no port that they share
     * @param random a cryptographically strong one
     * @throws IOException naming the port that is taken or needs a privilege
     */
    public static OwampServer start(ServerPlan plan, OneWayPolicy policy, SessionStore store, RandomGenerator random)
            throws IOException {
        return start(plan, policy, store, plan.settings(WallClock.system().ntp()), random);
    }

    /** The same with settings of one's own. */
    static OwampServer start(
            ServerPlan plan, OneWayPolicy policy, SessionStore store, ServerSettings settings, RandomGenerator random)
            throws IOException {
        var service = new OneWayService(plan, policy, store, new SidGenerator(random)::next);
        try {
            var control = new ControlPort(plan, settings, random, System::nanoTime, ControlServer::owamp, service);
            control.accept();
            return new OwampServer(store, service, control);
        } catch (IOException e) {
            service.close();
            store.close();
            throw e;
        }
    }

    /** Where clients connect to. */
    public InetSocketAddress controlAddress() {
        return control.address();
    }

    /** Modes of the greeting. */
    public Modes offered() {
        return control.offered();
    }

    /** Control connections now. */
    int connections() {
        return control.connections();
    }

    /** Test sessions accepted and not yet ended. */
    int sessions() {
        return service.sessions();
    }

    /** Closes all connections; what their sessions received is kept. */
    @Override
    public void close() throws IOException {
        control.close();
        service.close();
        store.close();
    }
}
