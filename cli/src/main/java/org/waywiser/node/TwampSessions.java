package org.waywiser.node;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.node.policy.Grant;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.wire.control.Sid;

/** The Session-Reflectors that one TWAMP control connection has asked for. */
final class TwampSessions implements TestSessions {
    private final Reflectors reflectors;
    private final ControlConnection connection;
    private final Consumer<ServerInput> later;

    TwampSessions(Reflectors reflectors, ControlConnection connection, Consumer<ServerInput> later) {
        this.reflectors = reflectors;
        this.connection = connection;
        this.later = later;
    }

    @Override
    public ServerInput configure(ServerEffect wanted, SessionKeys keys, Grant grant) {
        if (!(wanted instanceof ServerEffect.ConfigureSession session))
            throw new IllegalStateException("of TWAMP: " + wanted);
        return reflectors.configure(session, keys, grant, connection, this::expired);
    }

    @Override
    public @Nullable ServerInput perform(ServerEffect wanted) {
        switch (wanted) {
            case ServerEffect.StartSessions(var sessions) -> reflectors.start(sessions);
            case ServerEffect.StopSessions(var sessions) -> reflectors.stop(sessions);
            case ServerEffect.AbandonSessions(var sessions) -> reflectors.abandon(sessions);
            case ServerEffect other -> throw new IllegalStateException("of TWAMP: " + other);
        }
        return null;
    }

    private void expired(Sid sid) {
        later.accept(new ServerInput.SessionExpired(sid));
    }
}
