package org.waywiser.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.AddressPrefix;
import org.waywiser.node.OneWayPolicy;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoreLimits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether a server offers one-way sessions. Add to a command with {@code @Mixin}. */
final class OneWayServerOptions {
    @Option(
            names = "--owamp-port",
            paramLabel = "PORT",
            converter = PortRange.Single.class,
            description = "TCP port for control of one-way sessions (OWAMP, usually 861), 0 for any. Default: none are"
                    + " offered.")
    private @Nullable Integer port;

    @Option(
            names = "--session-folder",
            paramLabel = "PATH",
            description = "Where received one-way sessions are stored, a file each. Default: waywiser/sessions in"
                    + " $STATE_DIRECTORY, $XDG_STATE_HOME or ~/.local/state.")
    private @Nullable Path folder;

    @Option(
            names = "--session-quota",
            paramLabel = "SIZE",
            defaultValue = "10G",
            converter = Quantity.SizeConverter.class,
            description =
                    "How much all sessions stored may take, such as 500M: the oldest that have ended make room for"
                            + " new ones. Default: ${DEFAULT-VALUE}.")
    private long quota;

    @Option(
            names = "--session-age",
            paramLabel = "TIME",
            defaultValue = "30d",
            converter = Quantity.DurationConverter.class,
            description = "How long a session is kept after its end. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration age;

    @Option(
            names = "--third-party",
            paramLabel = "PREFIX",
            split = ",",
            converter = PrefixConverter.class,
            description =
                    "Addresses other than the client's own that one-way sessions may send to and receive from, such"
                            + " as 192.0.2.0/24. Default: none.")
    private List<AddressPrefix> thirdParties = List.of();

    /** Addresses that begin alike, for picocli. */
    static final class PrefixConverter implements ITypeConverter<AddressPrefix> {
        @Override
        public AddressPrefix convert(String value) {
            try {
                return AddressPrefix.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    boolean wanted() {
        return port != null;
    }

    int port() {
        return port == null ? 0 : port;
    }

    /** Where sessions are stored. */
    Path folder() {
        return folder == null ? usualFolder(System.getenv()) : folder;
    }

    /** systemd names the folder of a service, a desktop that of a user. */
    static Path usualFolder(Map<String, String> environment) {
        for (String variable : new String[] {"STATE_DIRECTORY", "XDG_STATE_HOME"}) {
            String value = environment.get(variable);
            if (value != null && !value.isBlank()) return Path.of(value, "waywiser", "sessions");
        }
        return Path.of(System.getProperty("user.home"), ".local", "state", "waywiser", "sessions");
    }

    OwampServer start(ServerPlan plan) throws UserError {
        SessionStore store;
        try {
            store = SessionStore.serve(folder(), new StoreLimits(quota, age), InstantSource.system());
        } catch (IOException e) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "cannot store sessions in " + folder() + ": " + e.getMessage() + "; see --session-folder");
        }
        try {
            return OwampServer.start(plan, OneWayPolicy.DEFAULT.with(thirdParties), store, new SecureRandom());
        } catch (IOException e) {
            throw ServeCommand.cannotListen("--owamp-port", port(), e);
        }
    }
}
