package org.waywiser.node;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.tcp.ControlConnection;
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
     * Does what is wanted of them.
     *
     * @param keys gives those of each session
     * @return the answer to give the machine, null where none is due or it comes later
     */
    @Nullable
    ServerInput perform(ServerEffect wanted, SessionKeys keys);
}
