package org.waywiser.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.control.ControlServer;
import org.waywiser.protocol.control.SecretName;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.Octets;

/** Drives the state machine of one control connection: octets from its own thread, deadlines and expiry from others. */
final class ServerConnection {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ControlServer machine;
    private final ControlConnection connection;
    private final SecretLookup secrets;
    private final Reflectors reflectors;
    private final ScheduledExecutorService timer;
    private final String client;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ServerInput> inputs = new ArrayDeque<>();
    private @Nullable SecretName secretName;
    private boolean attempting;
    private @Nullable ScheduledFuture<?> alarm;
    private String identity = "";
    private int running;
    private boolean closed;

    ServerConnection(
            ControlServer machine,
            ControlConnection connection,
            SecretLookup secrets,
            Reflectors reflectors,
            ScheduledExecutorService timer) {
        this.machine = machine;
        this.connection = connection;
        this.client = AddressText.of(connection.peer());
        this.secrets = secrets;
        this.reflectors = reflectors;
        this.timer = timer;
    }

    /** Serves the connection until it is closed. */
    void run() {
        try {
            take(new ServerInput.Connected());
            for (byte[] octets = connection.read(); octets != null; octets = connection.read()) {
                take(new ServerInput.Received(Octets.of(octets)));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", client, e.getMessage());
        } finally {
            take(new ServerInput.PeerClosed());
        }
    }

    private void take(ServerInput first) {
        lock.lock();
        try {
            inputs.add(first);
            for (ServerInput input = inputs.poll(); input != null; input = inputs.poll()) {
                for (ServerEffect effect : machine.on(input, System.nanoTime())) perform(effect);
            }
            setAlarm(machine.deadline());
        } finally {
            lock.unlock();
        }
    }

    private void perform(ServerEffect effect) {
        switch (effect) {
            case ServerEffect.Send(Octets octets) -> send(octets);
            case ServerEffect.FindSecret(SecretName name) -> {
                SecretLookup.Answer answer =
                        secrets.begin(name, connection.peer().getAddress());
                identity = answer.identity();
                secretName = name;
                attempting = answer.input() instanceof ServerInput.SecretAnswered;
                inputs.add(answer.input());
            }
            case ServerEffect.Established(var mode) -> {
                endAttempt(true);
                String known = identity.isEmpty() ? "" : ", " + identity;
                LOG.log(Level.INFO, "{0}: connected, {1}{2}", client, mode, known);
            }
            case ServerEffect.ConfigureSession wanted ->
                inputs.add(reflectors.configure(wanted, connection, this::sessionExpired));
            case ServerEffect.StartSessions(var sessions) -> {
                running = sessions.size();
                reflectors.start(sessions);
            }
            case ServerEffect.StopSessions(var sessions) -> {
                running = 0;
                reflectors.stop(sessions);
            }
            case ServerEffect.AbandonSessions(var sessions) -> reflectors.abandon(sessions);
            case ServerEffect.Refused(String what, var accept) ->
                LOG.log(Level.INFO, "{0}: {1} refused: {2}", client, what, accept.words());
            case ServerEffect.Close(CloseReason reason) -> close(reason);
        }
    }

    private void send(Octets octets) {
        try {
            connection.write(octets.toByteArray());
        } catch (IOException e) {
            inputs.add(new ServerInput.PeerClosed());
        }
    }

    private void close(CloseReason reason) {
        endAttempt(false);
        boolean ordinary = reason == CloseReason.PEER_CLOSED || reason == CloseReason.FINISHED;
        String named = secretName == null ? "" : ", " + secretName;
        LOG.log(ordinary ? Level.DEBUG : Level.WARNING, "{0}: {1}{2}", client, reason.text(), named);
        closed = true;
        connection.close();
    }

    private void endAttempt(boolean succeeded) {
        if (!attempting || secretName == null) return;
        secrets.end(secretName, connection.peer().getAddress(), succeeded);
        attempting = false;
    }

    /** REFWAIT ended one session; SERVWAIT resumes when it has ended all of them. RFC 5357 §3.1. */
    private void sessionExpired() {
        Thread.startVirtualThread(() -> {
            lock.lock();
            try {
                if (--running == 0) take(new ServerInput.SessionsExpired());
            } finally {
                lock.unlock();
            }
        });
    }

    private void setAlarm(OptionalLong deadline) {
        if (alarm != null) alarm.cancel(false);
        alarm = null;
        if (closed || deadline.isEmpty()) return;
        long wait = Math.max(0, deadline.getAsLong() - System.nanoTime());
        alarm = timer.schedule(() -> Thread.startVirtualThread(this::tick), wait, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        try {
            // Whoever looks for a secret holds the lock for less than that.
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                // Somebody is stuck in a write to a peer that does not read; closing the socket frees it.
                LOG.log(Level.WARNING, "{0}: does not read what it is sent", client);
                connection.close();
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            take(new ServerInput.Tick());
        } finally {
            lock.unlock();
        }
    }
}
