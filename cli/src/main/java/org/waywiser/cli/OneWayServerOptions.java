package org.waywiser.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.node.AddressPrefix;
import org.waywiser.node.OneWayPolicy;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoreLimits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whether a server offers one-way sessions. */
final class OneWayServerOptions extends Options {
    private final Option<Integer> port = option(new PortRange.Single(), "--owamp-port")
            .label("PORT")
            .help("TCP port for control of one-way sessions (OWAMP, usually 861), 0 for any. Default: none are"
                    + " offered.");

    private final Option<Path> folder = option(Path.class, "--session-folder")
            .label("PATH")
            .help("Where received one-way sessions are stored, a file each. Default: waywiser/sessions in"
                    + " $STATE_DIRECTORY, $XDG_STATE_HOME or ~/.local/state.");

    private final Option<Long> quota = option(new Quantity.SizeConverter(), "--session-quota")
            .label("SIZE")
            .otherwise("10G")
            .help("How much all sessions stored may take, such as 500M: the oldest that have ended make room for"
                    + " new ones. Default: ${DEFAULT-VALUE}.");

    private final Option<Duration> age = option(new Quantity.DurationConverter(), "--session-age")
            .label("TIME")
            .otherwise("30d")
            .help("How long a session is kept after its end. Default: ${DEFAULT-VALUE}.");

    private final Option<List<AddressPrefix>> thirdParties = list(new PrefixConverter(), "--third-party")
            .label("PREFIX")
            .split()
            .help("Addresses other than the client's own that one-way sessions may send to and receive from, such"
                    + " as 192.0.2.0/24. Default: none.");

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
        return port.given();
    }

    int port() {
        return port.orElse(0);
    }

    /** Where sessions are stored. */
    Path folder() {
        return folder.orElse(usualFolder(System.getenv()));
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
            store = SessionStore.serve(folder(), new StoreLimits(quota.get(), age.get()), InstantSource.system());
        } catch (IOException e) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "cannot store sessions in " + folder() + ": " + e.getMessage() + "; see --session-folder");
        }
        try {
            return OwampServer.start(plan, OneWayPolicy.DEFAULT.with(thirdParties.get()), store, new SecureRandom());
        } catch (IOException e) {
            throw ServeCommand.cannotListen("--owamp-port", port(), e);
        }
    }
}
