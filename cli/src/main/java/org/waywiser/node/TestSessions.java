package org.waywiser.node;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.node.policy.Grant;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerInput;

/** The test sessions of one control connection, as its service has them; called by one thread at a time. */
interface TestSessions {
    /** Begins with none. */
    interface Service {
        /** @param later takes what happens to them by itself; any thread */
        TestSessions of(ControlConnection connection, Consumer<ServerInput> later);
    }

    /**
     * Makes one ready.
     *
     * @param keys gives its keys
     * @param grant closed when a session that was made ready has ended, in whatever way
     * @return SessionConfigured or SessionRefused
     */
    ServerInput configure(ServerEffect wanted, SessionKeys keys, Grant grant);

    /**
     * Does what else is wanted of them.
     *
     * @return the answer to give the machine, null where none is due or it comes later
     */
    @Nullable
    ServerInput perform(ServerEffect wanted);
}
