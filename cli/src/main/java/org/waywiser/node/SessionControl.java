package org.waywiser.node;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/**
 * Starts and stops the two-way sessions of a control connection: all at the same time (RFC 5357 §3.7–3.8), or each by itself where that
 * was agreed (RFC 5938).
 */
final class SessionControl {
    private final ControlPlan plan;
    private final ClientConnection connection;
    private final boolean individual;
    private final Set<Sid> running = new HashSet<>();
    private final Set<Sid> stopping = new HashSet<>();

    SessionControl(ControlPlan plan, ControlSession control) {
        this.plan = plan;
        this.connection = control.connection();
        this.individual = control.mode().contains(Modes.INDIVIDUAL_SESSION_CONTROL);
    }

    /** @return why the Server did not start those that it did not; at least one runs */
    Map<Sid, Accept> start(List<Sid> sessions) throws MeasurementFailure, InterruptedException {
        if (!individual) {
            startAll();
            return Map.of();
        }
        connection.tell(new ClientInput.Individual.Start(sessions));
        var refused = new LinkedHashMap<Sid, Accept>();
        while (running.size() + refused.size() < sessions.size()) {
            switch (connection.next()) {
                case ClientEffect.Individual.Started(Accept accept, List<Sid> answered) -> {
                    if (accept.ok()) running.addAll(answered);
                    else answered.forEach(sid -> refused.put(sid, accept));
                }
                case ClientEffect.Close(var reason, var accept) ->
                    throw ControlSession.failure(plan, reason, accept, false);
                case ClientEffect other -> throw new IllegalStateException("after Start-N-Sessions: " + other);
            }
        }
        if (running.isEmpty()) throw refused(refused.values().iterator().next());
        return refused;
    }

    /** What it means to a person that a session was not started. */
    MeasurementFailure refused(Accept accept) {
        return ControlSession.failure(plan, CloseReason.REFUSED, accept, false);
    }

    private void startAll() throws MeasurementFailure, InterruptedException {
        connection.tell(new ClientInput.Start());
        switch (connection.next()) {
            case ClientEffect.Started _ -> {}
            case ClientEffect.Close(var reason, var accept) ->
                throw ControlSession.failure(plan, reason, accept, false);
            case ClientEffect other -> throw new IllegalStateException("after Start-Sessions: " + other);
        }
    }

    /** These need their reflectors no more: where they can be stopped by themselves, they are. */
    void ended(Collection<Sid> sessions) {
        if (!individual) return;
        List<Sid> ended = sessions.stream().filter(running::remove).toList();
        if (ended.isEmpty()) return;
        stopping.addAll(ended);
        connection.tell(new ClientInput.Individual.Stop(ended));
    }

    /**
     * Ends them all, and hears what the Server has to say of those that were stopped by themselves.
     *
     * @return those that were not running any more
     */
    Set<Sid> stop() throws InterruptedException {
        if (!individual) {
            connection.tell(new ClientInput.Stop());
            return Set.of();
        }
        ended(List.copyOf(running));
        var overBefore = new HashSet<Sid>();
        while (!stopping.isEmpty()
                && connection.next() instanceof ClientEffect.Individual.Stopped(Accept accept, List<Sid> answered)) {
            answered.forEach(stopping::remove);
            if (!accept.ok()) overBefore.addAll(answered);
        }
        return overBefore;
    }
}
