package org.waywiser.cli;

import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.cli.option.Value;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.Lifetimes;
import org.waywiser.security.ike.ChildProposals;

/** How long IKE SAs live, and whether a child comes with them. */
final class LifetimeOptions extends Options {
    final Option<Duration> rekey = option(new Quantity.DurationConverter(), "--ike-rekey-time")
            .label("TIME")
            .help("Age at which an IKE SA gets new keys; 0 for never. Default: 4h.");

    final Option<Duration> reauthentication = option(new Quantity.DurationConverter(), "--ike-reauth-time")
            .label("TIME")
            .help("Age at which identities are proven anew; 0 for never. Default: never.");

    final Option<Duration> liveness = option(new Quantity.DurationConverter(), "--ike-liveness")
            .label("TIME")
            .help("Silence after which the peer is asked whether it is there; 0 for never. Default: 30s.");

    final Option<String> child = option(String.class, "--ike-child")
            .label("LIST")
            .help("Also negotiates a child SA, such as aes256gcm16, that is installed nowhere. Default: none.");

    /** What stands for {@link #child} where a profile cannot do without. */
    private @Nullable String implied;

    /** The profile is keyed from a child: there has to be one, whether or not an option says so. */
    void needChild(String proposals) {
        implied = proposals;
    }

    /** Whether any of them is. */
    boolean given() {
        return Stream.of(child, rekey, reauthentication, liveness).anyMatch(Value::given);
    }

    /** The same policy with what the options say. */
    IkePolicy applied(IkePolicy policy) throws UserError {
        Lifetimes lifetimes = policy.lifetimes();
        if (rekey.given()) lifetimes = lifetimes.rekeyedAfter(rekey.get());
        if (reauthentication.given()) lifetimes = lifetimes.reauthenticatedAfter(reauthentication.get());
        if (liveness.given()) lifetimes = lifetimes.askingAfter(liveness.get());
        IkePolicy changed = policy.withLifetimes(lifetimes);
        String wanted = child.given() ? child.get() : implied;
        try {
            return wanted == null ? changed : changed.withChild(new ChildPolicy(ChildProposals.parse(wanted)));
        } catch (IllegalArgumentException e) {
            throw new UserError(ExitStatus.USAGE, "--ike-child: " + e.getMessage());
        }
    }
}
