package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.report.Comparison;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.Credentials;
import org.waywiser.node.EmbeddedSaFinder;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.PathFinder;
import org.waywiser.node.SaFinder;
import org.waywiser.node.SecurityPolicy;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampClient;
import org.waywiser.node.TwampServer;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.ike.Identification;

/** {@code waywiser demo}: the main job on one machine, both ends in this process. RFC 7717. */
final class DemoCommand extends Command {
    private static final Modes ALL =
            Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
    private static final List<Modes> MODES = List.of(Modes.UNAUTHENTICATED, Modes.AUTHENTICATED, Modes.ENCRYPTED);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Option<Long> count = option(Long.class, "-c", "--count")
            .label("N")
            .otherwise("200")
            .help("Packets in each mode. Default: ${DEFAULT-VALUE}.");

    private final Option<Interval> interval = option(new Quantity.IntervalConverter(), "-i", "--interval")
            .label("TIME")
            .otherwise("5msf")
            .help("Gap between packets. Default: 5 ms, fixed.");

    private final ReportOptions reporting = with(new ReportOptions());

    private final PageOptions page = with(new PageOptions());

    private final SecureRandom random = new SecureRandom();
    private final List<SessionReport> reports = new ArrayList<>();
    private final Interruption interruption = new Interruption();

    DemoCommand() {
        super(
                "demo",
                "Measures over loopback with keys derived from an IKEv2 SA: an IKE responder and a TWAMP server, an IKE"
                        + " initiator and a client, certificates of a CA made on the spot.",
                "Open, authenticated and encrypted mode one after the other show what protection costs. Needs no"
                        + " privilege.");
    }

    @Override
    public Integer call() throws Exception {
        page.check();
        return interruption.guard(this::measureInEachMode);
    }

    private int measureInEachMode() throws Exception {
        Instant now = Instant.now();
        var ca = LaboratoryCa.create("Waywiser demo CA", now);
        Identification client = Identities.parse("client.demo.example");
        Identification server = Identities.parse("server.demo.example");
        IkeCredentials clientSide = credentials(ca, client, server, now);
        IkeCredentials serverSide = credentials(ca, server, client, now);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        var anyPort = new InetSocketAddress(loopback, 0);
        try (EmbeddedIke responder =
                        EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.of(serverSide.answering())));
                EmbeddedIke initiator = EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.empty()));
                TwampServer twamp = TwampServer.start(ServerPlan.of(anyPort, ALL, null, responder), random)) {
            var connection = IkeConnection.towards(responder.address(), clientSide.towards(server));
            var finder = new EmbeddedSaFinder(initiator, connection);
            int status = ExitStatus.MEASURED;
            for (Modes mode : MODES) {
                if (!interruption.requested()) status = Math.max(status, measure(twamp, keys(mode, finder)));
            }
            if (reporting.text()) Comparison.write(reports, out());
            page.write(reports);
            return status;
        } catch (IOException | UnusableCredentials e) {
            throw UserError.of(ExitStatus.NO_CONNECTION, e);
        }
    }

    private static IkeCredentials credentials(LaboratoryCa ca, Identification own, Identification peer, Instant now) {
        CertifiedKey key = ca.issue(List.of(own), now);
        return new IkeCredentials(
                Optional.of(own),
                new Expected.Named(peer),
                Optional.empty(),
                Optional.of(key),
                List.of(ca.certificate()),
                IkeProposals.DEFAULT);
    }

    private static Credentials keys(Modes mode, SaFinder finder) {
        if (mode.equals(Modes.UNAUTHENTICATED)) return Credentials.none();
        return new Credentials(List.of(mode), SecurityPolicy.REQUIRE, finder, "", null, Credentials.DEFAULT_MAX_COUNT);
    }

    private int measure(TwampServer server, Credentials keys) throws MeasurementFailure, InterruptedException {
        MeasurementPlan plan = plan(server.controlAddress());
        var client = new TwampClient(plan, keys, random);
        interruption.stops(client::stop);
        var measured = Measurement.report(
                client,
                plan,
                interval.get(),
                new Reports.KeyNames(Reports.KeyNames.EMBEDDED, "", null),
                new PathFinder(Optional.empty()),
                reporting,
                out());
        reports.addAll(measured);
        return FailOptions.nothingMeasured(measured) ? ExitStatus.NOTHING_MEASURED : ExitStatus.MEASURED;
    }

    private MeasurementPlan plan(InetSocketAddress server) {
        return page.addTo(new MeasurementPlan(
                server,
                null,
                0,
                0,
                1,
                count.get(),
                () -> interval.get().schedule(random),
                -1,
                false,
                TIMEOUT,
                Duration.ZERO,
                0,
                reporting.records()));
    }
}
