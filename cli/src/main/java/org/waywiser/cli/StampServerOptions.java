package org.waywiser.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.credentials.StampKeyFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.net.udp.StampService;
import org.waywiser.node.StampSecrets;
import org.waywiser.security.Secret;

/** Whether a server reflects STAMP, and for whom. */
final class StampServerOptions extends Options {
    private final Flag open = flag("--stamp")
            .help("Reflect STAMP (RFC 8762) and TWAMP Light on the UDP port of test sessions, for all comers.");

    private final Option<Path> keyFile = option(Path.class, "--stamp-key-file")
            .label("FILE")
            .help("Reflect authenticated STAMP under the HMAC key in that file: 0x and hex digits, or text.");

    private final Flag ike = flag("--stamp-ike")
            .help("Reflect authenticated STAMP under keys of the IKE SAs of this server. No RFC has that, so the"
                    + " sender has to ask for it too.");

    private final Flag stateless =
            flag("--stamp-stateless").help("Number replies as their packets are, not by a count for each session.");

    private final Flag answersShort = flag("--stamp-short-packets")
            .help("Answer packets shorter than STAMP's 44 octets with 44, as some senders of TWAMP Light need."
                    + " Otherwise no reply is larger than its packet, and there is none below 41 octets.");

    private final Option<List<Integer>> permittedDscps = list(new Dscp(), "--stamp-dscp")
            .label("DSCP")
            .otherwise("0")
            .split()
            .help("DSCPs that a sender may ask replies to have (RFC 8972 Class of Service). Default:"
                    + " ${DEFAULT-VALUE}.");

    private final Flag hidesLocation =
            flag("--stamp-no-location").help("Leave addresses and ports in a Location TLV zero (RFC 8972).");

    /**
     * What is asked for; null for none.
     *
     * @param keys holds IKE SAs, null for none
     */
    @Nullable
    StampService service(@Nullable KeySource keys) throws UserError {
        if (ike.given() && keys == null) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--stamp-ike needs the --ike options, --config, --key-source strongswan or an agent");
        }
        if (!open.given() && !keyFile.given() && !ike.given()) {
            requireUnused();
            return null;
        }
        List<Integer> permitted = List.copyOf(permittedDscps.get());
        StampSecrets secrets = ike.given() && keys != null ? new StampSecrets(keys) : null;
        return new StampService(
                open.given(),
                key(),
                secrets,
                !stateless.given(),
                answersShort.given(),
                permitted::contains,
                !hidesLocation.given());
    }

    /**
     * Refuses a source that never has what keys of STAMP are derived from.
     *
     * @param source where the IKE SAs come from, as {@code --key-source} has it
     */
    void requireFit(String source) throws UserError {
        if (ike.given() && source.equals("xfrm")) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--stamp-ike derives its keys from IKE SAs, and the kernel (key source xfrm) knows IPsec SAs"
                            + " alone: take --key-source strongswan, the --ike options or --config");
        }
    }

    private void requireUnused() throws UserError {
        if (stateless.given() || answersShort.given() || hidesLocation.given()) {
            throw new UserError(
                    ExitStatus.USAGE, "options of --stamp without --stamp, --stamp-key-file or --stamp-ike");
        }
    }

    private @Nullable Secret key() throws UserError {
        try {
            return keyFile.given() ? StampKeyFile.read(keyFile.get()) : null;
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    /** What to tell of it; empty for none. */
    Optional<String> announcement() {
        var whom = new ArrayList<String>();
        if (open.given()) whom.add("for all comers");
        if (keyFile.given()) whom.add("under the key in " + keyFile.get());
        if (ike.given()) whom.add("under keys of IKE SAs");
        return whom.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "STAMP " + String.join(" and ", whom) + (stateless.given() ? ", stateless" : ", stateful"));
    }
}
