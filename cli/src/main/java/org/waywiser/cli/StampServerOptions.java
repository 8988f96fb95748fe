package org.waywiser.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.credentials.StampKeyFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.net.udp.StampService;
import org.waywiser.node.StampSecrets;
import org.waywiser.security.Secret;
import picocli.CommandLine.Option;

/** Whether a server reflects STAMP, and for whom. Add to a command with {@code @Mixin}. */
final class StampServerOptions {
    @Option(
            names = "--stamp",
            description = "Reflect STAMP (RFC 8762) and TWAMP Light on the UDP port of test sessions, for all comers.")
    private boolean open;

    @Option(
            names = "--stamp-key-file",
            paramLabel = "FILE",
            description = "Reflect authenticated STAMP under the HMAC key in that file: 0x and hex digits, or text.")
    private @Nullable Path keyFile;

    @Option(
            names = "--stamp-ike",
            description =
                    "Reflect authenticated STAMP under keys of the IKE SAs of this server. No RFC has that, so the"
                            + " sender has to ask for it too.")
    private boolean ike;

    @Option(
            names = "--stamp-stateless",
            description = "Number replies as their packets are, not by a count for each session.")
    private boolean stateless;

    @Option(
            names = "--stamp-short-packets",
            description = "Answer packets shorter than STAMP's 44 octets with 44, as some senders of TWAMP Light need."
                    + " Otherwise no reply is larger than its packet, and there is none below 41 octets.")
    private boolean answersShort;

    @Option(
            names = "--stamp-dscp",
            paramLabel = "DSCP",
            split = ",",
            defaultValue = "0",
            converter = Dscp.class,
            description = "DSCPs that a sender may ask replies to have (RFC 8972 Class of Service). Default:"
                    + " ${DEFAULT-VALUE}.")
    private List<Integer> permittedDscps = new ArrayList<>();

    @Option(names = "--stamp-no-location", description = "Leave addresses and ports in a Location TLV zero (RFC 8972).")
    private boolean hidesLocation;

    /**
     * What is asked for; null for none.
     *
     * @param keys holds IKE SAs, null for none
     */
    @Nullable
    StampService service(@Nullable KeySource keys) throws UserError {
        if (ike && keys == null) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--stamp-ike needs the --ike options, --config, --key-source strongswan or an agent");
        }
        if (!open && keyFile == null && !ike) {
            requireUnused();
            return null;
        }
        List<Integer> permitted = List.copyOf(permittedDscps);
        StampSecrets secrets = ike && keys != null ? new StampSecrets(keys) : null;
        return new StampService(open, key(), secrets, !stateless, answersShort, permitted::contains, !hidesLocation);
    }

    /**
     * Refuses a source that never has what keys of STAMP are derived from.
     *
     * @param source where the IKE SAs come from, as {@code --key-source} has it
     */
    void requireFit(String source) throws UserError {
        if (ike && source.equals("xfrm")) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--stamp-ike derives its keys from IKE SAs, and the kernel (key source xfrm) knows IPsec SAs"
                            + " alone: take --key-source strongswan, the --ike options or --config");
        }
    }

    private void requireUnused() throws UserError {
        if (stateless || answersShort || hidesLocation) {
            throw new UserError(
                    ExitStatus.USAGE, "options of --stamp without --stamp, --stamp-key-file or --stamp-ike");
        }
    }

    private @Nullable Secret key() throws UserError {
        try {
            return keyFile == null ? null : StampKeyFile.read(keyFile);
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    /** What to tell of it; empty for none. */
    Optional<String> announcement() {
        var whom = new ArrayList<String>();
        if (open) whom.add("for all comers");
        if (keyFile != null) whom.add("under the key in " + keyFile);
        if (ike) whom.add("under keys of IKE SAs");
        return whom.isEmpty()
                ? Optional.empty()
                : Optional.of("STAMP " + String.join(" and ", whom) + (stateless ? ", stateless" : ", stateful"));
    }
}
