package org.waywiser.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.SaBinding;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.node.policy.Claimant;
import org.waywiser.node.policy.Demand;
import org.waywiser.node.policy.Grant;
import org.waywiser.node.policy.Policy;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.node.policy.Verdict;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.control.ControlServer;
import org.waywiser.protocol.control.SecretName;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;

/** Drives the state machine of one control connection: octets from its own thread, deadlines and expiry from others. */
final class ServerConnection {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration SA_CHECK = Duration.ofSeconds(1);

    private final ControlServer machine;
    private final ControlConnection connection;
    private final SecretLookup secrets;
    private final SaPins pins;
    private final Rulebook rules;
    private final TestSessions sessions;
    private final ScheduledExecutorService timer;
    private final String client;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ServerInput> inputs = new ArrayDeque<>();
    private @Nullable SecretName secretName;
    private @Nullable SaBinding pinned;
    private SessionKeys sessionKeys = SessionKeys.CLASSIC;
    private boolean attempting;
    private @Nullable ScheduledFuture<?> alarm;
    private long alarmNanos;
    private @Nullable ScheduledFuture<?> saWatch;
    private String identity = "";
    private Claimant claimant;
    private int granted;
    private boolean closed;

    ServerConnection(
            ControlServer machine,
            ControlConnection connection,
            SecretLookup secrets,
            SaPins pins,
            Rulebook rules,
            TestSessions.Service service,
            ScheduledExecutorService timer) {
        this.machine = machine;
        this.connection = connection;
        this.client = AddressText.of(connection.peer());
        this.secrets = secrets;
        this.pins = pins;
        this.rules = rules;
        this.claimant = Claimant.at(connection.peer().getAddress());
        this.sessions = service.of(connection, this::takeLater);
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
                // Each time: an answer may be so long that its writing takes longer than any patience.
                setAlarm(machine.deadline());
            }
        } finally {
            lock.unlock();
        }
    }

    private void perform(ServerEffect effect) {
        switch (effect) {
            case ServerEffect.Send(Octets octets) -> send(octets);
            case ServerEffect.PinSa _ -> {
                pinned = pins.pin(
                                connection.local().getAddress(),
                                connection.peer().getAddress())
                        .orElse(null);
                inputs.add(new ServerInput.SaPinned(
                        pinned == null ? SaName.NONE : pinned.sa().name()));
            }
            case ServerEffect.FindSaKeys wanted -> {
                SaBinding binding = Objects.requireNonNull(pinned);
                sessionKeys = new SessionKeys(pins.plan(), binding);
                attempt(
                        new SecretName.Pinned(binding.sa().name()),
                        secrets.begin(
                                binding, wanted, pins.plan(), connection.peer().getAddress()));
            }
            case ServerEffect.FindSecret(SecretName name) ->
                attempt(name, secrets.begin(name, connection.peer().getAddress()));
            case ServerEffect.Established(var mode) -> {
                endAttempt(true);
                String known = identity.isEmpty() ? "" : ", " + identity;
                claimant = claimant.known(user(), peerIdentity());
                Policy policy = rules.rules().policy();
                String ofClass = policy.distinguishes()
                        ? ", class " + policy.classOf(claimant).name()
                        : "";
                LOG.log(Level.INFO, "{0}: connected, {1}{2}{3}", client, mode, known, ofClass);
                SaBinding binding = sessionKeys.binding();
                if (binding != null && pins.stopsOnDelete()) watchSa(binding);
            }
            case ServerEffect.ConfigureSession wanted ->
                configure(wanted, Demand.of(wanted.request(), wanted.mode(), granted));
            case ServerEffect.OneWay.Configure wanted ->
                configure(wanted, Demand.of(wanted.request(), wanted.mode(), granted));
            case ServerEffect.StartSessions _,
                    ServerEffect.StopSessions _,
                    ServerEffect.AbandonSessions _,
                    ServerEffect.OneWay _ -> ofSessions(effect);
            case ServerEffect.Refused(String what, var accept) ->
                LOG.log(Level.INFO, "{0}: {1} refused: {2}", client, what, accept.words());
            case ServerEffect.Close(CloseReason reason) -> close(reason);
        }
    }

    private void attempt(SecretName name, SecretLookup.Answer answer) {
        identity = answer.identity();
        secretName = name;
        attempting = !(answer.input() instanceof ServerInput.SecretWithheld);
        inputs.add(answer.input());
    }

    /** What has proven to know a passphrase. */
    private Optional<String> user() {
        return secretName instanceof SecretName.Passphrase(String keyId) ? Optional.of(keyId) : Optional.empty();
    }

    private Optional<String> peerIdentity() {
        boolean proven = secretName != null && !(secretName instanceof SecretName.Passphrase);
        return proven ? Optional.of(identity) : Optional.empty();
    }

    private void configure(ServerEffect wanted, Demand demand) {
        if (!mayConfigure(demand.mode())) {
            inputs.add(new ServerInput.SessionRefused(Accept.FAILURE));
            return;
        }
        switch (rules.claim(claimant, demand)) {
            case Verdict.Refused(Accept accept, String why) -> {
                LOG.log(Level.WARNING, "{0}: refuses a session: {1}", client, why);
                inputs.add(new ServerInput.SessionRefused(accept));
            }
            case Verdict.Granted(Grant grant) -> {
                ServerInput answer = sessions.configure(wanted, sessionKeys, grant);
                if (answer instanceof ServerInput.SessionConfigured) granted++;
                else grant.close();
                inputs.add(answer);
            }
        }
    }

    private boolean mayConfigure(Modes mode) {
        SaBinding binding = sessionKeys.binding();
        if (binding != null && !pins.mayGoOn(binding)) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} is gone, so it keys no more sessions",
                    client,
                    binding.sa().name());
            return false;
        }
        InetAddress local = connection.local().getAddress();
        InetAddress peer = connection.peer().getAddress();
        if (sessionKeys.shared() && !pins.mayShareKeys(local, peer)) return false;
        Policy policy = rules.rules().policy();
        return ProbeMode.of(mode).keyed() || pins.mayBeOpen(local, peer, policy.openInside(policy.classOf(claimant)));
    }

    private void ofSessions(ServerEffect wanted) {
        ServerInput answer = sessions.perform(wanted);
        if (answer != null) inputs.add(answer);
    }

    /** Not by events: not every key source has them for each kind of SA. */
    private void watchSa(SaBinding binding) {
        saWatch = timer.scheduleWithFixedDelay(
                () -> Thread.startVirtualThread(() -> {
                    if (!pins.mayGoOn(binding)) endWithSa();
                }),
                SA_CHECK.toMillis(),
                SA_CHECK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void endWithSa() {
        lock.lock();
        try {
            if (!closed) take(new ServerInput.SaDeleted());
        } finally {
            lock.unlock();
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
        if (saWatch != null) saWatch.cancel(false);
        connection.close();
        if (pinned != null) pinned.close();
    }

    private void endAttempt(boolean succeeded) {
        if (!attempting || secretName == null) return;
        secrets.end(secretName, connection.peer().getAddress(), succeeded);
        attempting = false;
    }

    /** What sessions tell by themselves: on a thread that may wait for the lock. */
    private void takeLater(ServerInput input) {
        Thread.startVirtualThread(() -> take(input));
    }

    private void setAlarm(OptionalLong deadline) {
        boolean wanted = !closed && deadline.isPresent();
        // An alarm that comes too early sets the next one; so not every message costs a new one.
        if (wanted && alarm != null && alarmNanos - deadline.getAsLong() <= 0) return;
        if (alarm != null) alarm.cancel(false);
        alarm = null;
        if (!wanted) return;
        alarmNanos = deadline.getAsLong();
        long wait = Math.max(0, alarmNanos - System.nanoTime());
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
            alarm = null;
            take(new ServerInput.Tick());
        } finally {
            lock.unlock();
        }
    }
}
