package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.KeyingOptions.Keying;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.keys.KeySource;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.SaFinder;
import org.waywiser.node.StampClient;
import org.waywiser.node.StampOutcome;
import org.waywiser.node.StampPlan;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.wire.AddressText;

/** {@code waywiser stamp}: a two-way measurement without a control connection. */
final class StampCommand extends Command {
    private final ServerOptions server = with(new ServerOptions(ServerOptions.TWAMP_PORT));

    private final MeasuringOptions measuring = with(new MeasuringOptions());

    private final StampingOptions stamping = with(new StampingOptions());

    private final StampOptions stamp = with(new StampOptions());

    private final FailOptions failing = with(new FailOptions());

    private final ReportOptions reporting = with(new ReportOptions());

    private final PageOptions page = with(new PageOptions());

    private final KeyingOptions keying = with(new KeyingOptions());

    private final Interruption interruption = new Interruption();

    StampCommand() {
        super(
                "stamp",
                "Measures round-trip delay, loss and more to a reflector of STAMP (RFC 8762, RFC 8972) or TWAMP"
                        + " Light.");
    }

    @Override
    public Integer call() throws Exception {
        failing.check(FailOptions.TWO_WAY);
        page.check();
        if (measuring.sessions.get() != 1)
            throw new UserError(ExitStatus.USAGE, "STAMP has one session: leave out --sessions");
        StampPlan plan = stamp.plan();
        Path keyFile = stamp.keyFile();
        if (keyFile != null || stamp.light()) {
            keying.requireNone(keyFile != null ? "--stamp-key-file" : "--light");
            return interruption.guard(() -> measure(plan, null, null, Reports.KeyNames.ofFile(keyFile)));
        }
        return interruption.guard(() -> keying.measureIfAsked(server, err(), found -> measure(plan, found)));
    }

    private int measure(StampPlan wanted, Keying found) throws Exception {
        return measure(wanted, found.credentials().ike(), found.keys(), found.names());
    }

    private int measure(StampPlan wanted, @Nullable SaFinder ike, @Nullable KeySource keys, Reports.KeyNames names)
            throws UserError, MeasurementFailure, InterruptedException {
        PrintWriter out = out();
        MeasurementPlan plan = page.addTo(stamping.addTo(measuring.plan(server, reporting.records())));
        var client = new StampClient(plan, wanted, ike, keys);
        interruption.stops(client::stop);
        StampOutcome outcome =
                Measurement.watched(client::measure, Measurement.showing(client::snapshots), reporting, out);
        SessionReport report = Reports.of(outcome, plan, measuring.interval.get(), names, keying.paths());
        Measurement.write(List.of(report), reporting, out);
        page.write(List.of(report));
        if (outcome.summary().packets().received() == 0) return nothing(outcome);
        return failing.status(List.of(report), err());
    }

    /** No control connection has told what is wrong. */
    private int nothing(StampOutcome outcome) {
        String peer = AddressText.of(outcome.peer());
        var drops = outcome.summary().drops();
        boolean wrongKey = drops.containsKey(DropReason.BAD_HMAC);
        String why = wrongKey
                ? "replies of " + peer + " are not under our key: do both ends have the same?"
                : drops.containsKey(DropReason.PORT_UNREACHABLE)
                        ? "nothing listens on UDP " + peer + ": is there a reflector, such as 'waywiser serve --stamp'?"
                        : "no reply from " + peer + ": " + hint(outcome);
        err().println("waywiser: " + why);
        return wrongKey ? ExitStatus.KEYS : ExitStatus.NOTHING_MEASURED;
    }

    private static String hint(StampOutcome outcome) {
        if (outcome.sa() != null)
            return "keys of IKE are for reflectors that were asked to take them: serve --stamp-ike";
        return outcome.config().incoming() != null
                ? "does the reflector have that key (serve --stamp-key-file), and does a firewall let UDP through?"
                : "is a reflector of STAMP or TWAMP Light there, and does a firewall let UDP through?";
    }
}
