package org.waywiser.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Says in words why a UDP port for IKE cannot be had, and what to do. */
final class IkePort {
    /** Processes that serve IKE, by their name. */
    private static final Set<String> DAEMONS = Set.of("charon", "charon-systemd", "pluto", "iked", "racoon");

    private IkePort() {}

    static UserError refused(IOException e, Path processes) {
        String reason = String.valueOf(e.getMessage());
        String hint = "choose another with --ike-port, or port: in the configuration";
        if (reason.contains("in use")) {
            hint = running(processes)
                            .map(name -> name + " runs here and most likely holds it; stop it, or ")
                            .orElse("something else holds it; ")
                    + hint;
        } else if (reason.contains("ermission denied")) {
            hint = "a port below 1024 needs CAP_NET_BIND_SERVICE; grant it, or " + hint;
        }
        return new UserError(ExitStatus.NO_CONNECTION, reason + "; " + hint);
    }

    /** @param processes as in {@code /proc}: a folder for each, with its name in {@code comm} */
    private static Optional<String> running(Path processes) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
            for (Path process : all) {
                String name = name(process.resolve("comm"));
                if (DAEMONS.contains(name)) return Optional.of(name);
            }
        } catch (IOException e) {
            return Optional.empty(); // then the hint is shorter
        }
        return Optional.empty();
    }

    private static String name(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}
