package org.waywiser.cli;

import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.Lifetimes;
import org.waywiser.security.ike.ChildProposals;
import picocli.CommandLine.Option;

/** How long IKE SAs live, and whether a child comes with them. */
final class LifetimeOptions {
    @Option(
            names = "--ike-rekey-time",
            paramLabel = "TIME",
            converter = Quantity.DurationConverter.class,
            description = "Age at which an IKE SA gets new keys; 0 for never. Default: 4h.")
    @Nullable
    Duration rekey;

    @Option(
            names = "--ike-reauth-time",
            paramLabel = "TIME",
            converter = Quantity.DurationConverter.class,
            description = "Age at which identities are proven anew; 0 for never. Default: never.")
    @Nullable
    Duration reauthentication;

    @Option(
            names = "--ike-liveness",
            paramLabel = "TIME",
            converter = Quantity.DurationConverter.class,
            description = "Silence after which the peer is asked whether it is there; 0 for never. Default: 30s.")
    @Nullable
    Duration liveness;

    @Option(
            names = "--ike-child",
            paramLabel = "LIST",
            description = "Also negotiates a child SA, such as aes256gcm16, that is installed nowhere. Default: none.")
    @Nullable
    String child;

    /** What stands for {@link #child} where a profile cannot do without. */
    private @Nullable String implied;

    /** The profile is keyed from a child: there has to be one, whether or not an option says so. */
    void needChild(String proposals) {
        implied = proposals;
    }

    /** Whether any of them is. */
    boolean given() {
        return child != null || Stream.of(rekey, reauthentication, liveness).anyMatch(time -> time != null);
    }

    /** The same policy with what the options say. */
    IkePolicy applied(IkePolicy policy) throws UserError {
        Lifetimes lifetimes = policy.lifetimes();
        if (rekey != null) lifetimes = lifetimes.rekeyedAfter(rekey);
        if (reauthentication != null) lifetimes = lifetimes.reauthenticatedAfter(reauthentication);
        if (liveness != null) lifetimes = lifetimes.askingAfter(liveness);
        IkePolicy changed = policy.withLifetimes(lifetimes);
        String wanted = child == null ? implied : child;
        try {
            return wanted == null ? changed : changed.withChild(new ChildPolicy(ChildProposals.parse(wanted)));
        } catch (IllegalArgumentException e) {
            throw new UserError(ExitStatus.USAGE, "--ike-child: " + e.getMessage());
        }
    }
}
