package org.waywiser.cli;

import java.io.IOException;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.keys.strongswan.HaPeer;

/** The strongSwan on this machine as a key source. */
final class StrongSwanOptions extends Options {
    private final HaEndOptions ends = with(new HaEndOptions());

    private final Flag resync = flag("--ha-resync")
            .help("Ask strongSwan once for the SAs it has already; it rekeys all its child SAs for that.");

    OwnSource start(IkeOptions ike) throws UserError {
        if (ike.configured()) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "strongSwan has its own credentials: leave out --ike-psk-file, --ike-cert and --config, or take"
                            + " --key-source embedded");
        }
        try {
            return new StrongSwanSource(
                    HaPeer.start(ends.local(), ends.remote(), ike.postQuantumKeys(), resync.given()));
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        } catch (IOException e) {
            throw UserError.of(ExitStatus.NO_CONNECTION, e);
        }
    }

    /** @throws UserError if they were given for another key source */
    void requireUnused() throws UserError {
        if (!ends.given() && !resync.given()) return;
        throw new UserError(
                ExitStatus.USAGE, "--ha-local, --ha-remote and --ha-resync are for --key-source strongswan");
    }
}
