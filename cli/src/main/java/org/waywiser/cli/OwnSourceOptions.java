package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.connections.InvalidConfiguration;

/** Key sources that only processes have which last: serve and agent. */
final class OwnSourceOptions {
    /**
     * Starts the source.
     *
     * @param listen local address of what peers talk to
     */
    OwnSource start(KeySourceOptions.Kind kind, IkeOptions ike, InetAddress listen)
            throws UserError, InvalidConfiguration {
        return switch (kind) {
            case EMBEDDED -> EmbeddedSource.start(ike, listen);
            case AGENT -> throw new UserError(ExitStatus.USAGE, "--key-source agent is another process, not this one");
        };
    }

    /** Offers its SAs at a socket. */
    static AgentServer offer(OwnSource source, Path socket, Optional<String> group, Access access) throws UserError {
        try {
            return AgentServer.start(socket, group, access, source.keeper());
        } catch (IOException e) {
            throw new UserError(ExitStatus.NO_CONNECTION, "socket " + socket + ": " + e.getMessage());
        }
    }
}
