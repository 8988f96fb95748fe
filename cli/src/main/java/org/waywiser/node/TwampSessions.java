package org.waywiser.node;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerInput;

/** The Session-Reflectors that one TWAMP control connection has asked for. */
final class TwampSessions implements TestSessions {
    private final Reflectors reflectors;
    private final ControlConnection connection;
    private final Consumer<ServerInput> later;
    private int running;

    TwampSessions(Reflectors reflectors, ControlConnection connection, Consumer<ServerInput> later) {
        this.reflectors = reflectors;
        this.connection = connection;
        this.later = later;
    }

    @Override
    public @Nullable ServerInput perform(ServerEffect wanted, SessionKeys keys) {
        switch (wanted) {
            case ServerEffect.ConfigureSession session -> {
                return reflectors.configure(session, keys, connection, this::expired);
            }
            case ServerEffect.StartSessions(var sessions) -> {
                running(sessions.size());
                reflectors.start(sessions);
            }
            case ServerEffect.StopSessions(var sessions) -> {
                running(0);
                reflectors.stop(sessions);
            }
            case ServerEffect.AbandonSessions(var sessions) -> reflectors.abandon(sessions);
            case ServerEffect other -> throw new IllegalStateException("of TWAMP: " + other);
        }
        return null;
    }

    private synchronized void running(int count) {
        running = count;
    }

    /** REFWAIT ended one session; SERVWAIT resumes when it has ended all of them. RFC 5357 §3.1. */
    private synchronized void expired() {
        if (--running == 0) later.accept(new ServerInput.SessionsExpired());
    }
}
