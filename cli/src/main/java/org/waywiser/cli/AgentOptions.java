package org.waywiser.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.DefaultSocket;

/** Which agent to ask. */
final class AgentOptions extends Options {
    final Option<Path> socket = option(Path.class, "--agent-socket")
            .label("PATH")
            .help("Socket of the agent. Default: $XDG_RUNTIME_DIR/waywiser/agent.sock if it is there, else"
                    + " /run/waywiser/agent.sock.");

    Path path() {
        if (socket.given()) return socket.get();
        return DefaultSocket.toAsk(System.getenv()).orElseGet(() -> DefaultSocket.toServe(System.getenv()));
    }

    /** The one named, or one that is there. */
    Optional<Path> toAsk() {
        return socket.given() ? Optional.of(socket.get()) : DefaultSocket.toAsk(System.getenv());
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
