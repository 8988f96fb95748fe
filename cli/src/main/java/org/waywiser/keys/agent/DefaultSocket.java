package org.waywiser.keys.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where an agent listens unless something else is said. */
public final class DefaultSocket {
    private static final Path SYSTEM = Path.of("/run/waywiser/agent.sock");

    private DefaultSocket() {}

    /** For an agent: that of the user's session, where there is one; for root, who serves all users, that of the system. */
    public static Path toServe(Map<String, String> environment) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return root ? SYSTEM : ofSession(environment).orElse(SYSTEM);
    }

    /** For those who ask: the first that is there, if any. */
    public static Optional<Path> toAsk(Map<String, String> environment) {
        Optional<Path> own = ofSession(environment).filter(Files::exists);
        return own.isPresent() ? own : Optional.of(SYSTEM).filter(Files::exists);
    }

    private static Optional<Path> ofSession(Map<String, String> environment) {
        String runtime = environment.get("XDG_RUNTIME_DIR");
        return runtime == null || runtime.isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(runtime, "waywiser", "agent.sock"));
    }
}
