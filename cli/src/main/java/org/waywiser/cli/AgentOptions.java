package org.waywiser.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.DefaultSocket;
import picocli.CommandLine.Option;

/** Which agent to ask. Add to a command with {@code @Mixin}. */
final class AgentOptions {
    @Option(
            names = "--agent-socket",
            paramLabel = "PATH",
            description = "Socket of the agent. Default: $XDG_RUNTIME_DIR/waywiser/agent.sock if it is there, else"
                    + " /run/waywiser/agent.sock.")
    @Nullable
    Path socket;

    Path path() {
        if (socket != null) return socket;
        return DefaultSocket.toAsk(System.getenv()).orElseGet(() -> DefaultSocket.toServe(System.getenv()));
    }

    /** The one named, or one that is there. */
    Optional<Path> toAsk() {
        return socket == null ? DefaultSocket.toAsk(System.getenv()) : Optional.of(socket);
    }

    /** What the user can do about it. */
    static UserError error(AgentFailure failure) {
        int status = switch (failure.error()) {
            case UNREACHABLE, NOT_FOUND -> ExitStatus.NO_CONNECTION;
            case MALFORMED, VERSION, DENIED, BUSY, UNSUPPORTED, NOT_CONFIGURED, AUTHENTICATION, INTERNAL, NO_AGENT ->
                ExitStatus.KEYS;
        };
        return UserError.of(status, failure);
    }
}
