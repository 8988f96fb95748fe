package org.waywiser.cli;

import java.util.random.RandomGenerator;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Options;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.Credentials;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.TwampClient;

/** Whether to measure inside the tunnel and outside at once. */
final class TunnelOptions extends Options {
    private final Flag compare = flag("--compare-tunnel")
            .help("What IPsec costs: two sessions whose packets take turns, one of them outside IPsec, and their"
                    + " difference. The server needs --bypass-port.");

    private final BypassOptions bypass = with(new BypassOptions());

    boolean compare() {
        return compare.given();
    }

    /** Single packets to keep of each session: all of them where packets are compared. */
    int records(long packets, int otherwise) {
        return compare.given() ? (int) Math.min(packets, ReportOptions.MOST_RECORDS) : otherwise;
    }

    /** Fails where two sessions do not go together. */
    void check(BindingPlan binding, int sessions) throws UserError {
        if (!compare.given()) return;
        if (sessions != 1)
            throw new UserError(ExitStatus.USAGE, "--compare-tunnel has two sessions: leave out --sessions");
        if (binding.sharesKeys()) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--compare-tunnel needs a key of its own for each session, and IPsec around what has none: not with"
                            + " --profile draft-alt2, nor draft-alt1 with --derivation direct");
        }
    }

    /** Compared are delays from T1: when the kernel gives a packet to the device, it has encrypted it already. */
    TwampClient client(MeasurementPlan plan, Credentials credentials, RandomGenerator random) throws UserError {
        return compare.given()
                ? TwampClient.comparing(plan.withTransmitStamps(false), credentials, random, bypass.atClient())
                : new TwampClient(plan, credentials, random);
    }
}
