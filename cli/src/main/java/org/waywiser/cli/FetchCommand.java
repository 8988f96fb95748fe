package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.waywiser.cli.KeyingOptions.Keying;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Parameter;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.Terminal;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.SessionFetch;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Sid;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code waywiser fetch}: a session that an OWAMP server has stored. RFC 4656 §3.9. */
final class FetchCommand extends Command {
    private static final long LAST = 0xffff_ffffL;

    private final ServerOptions server = with(new ServerOptions(ServerOptions.OWAMP_PORT));

    private final Parameter<Sid> sid = parameter(1, new Sids())
            .label("SID")
            .help("The session's identifier, 32 hex digits, as its report names it.");

    private final Parameter<Path> file =
            parameter(2, Path.class).label("FILE").help("Where it goes; a file that is there is replaced.");

    private final Option<Long> begin = option(Long.class, "--begin")
            .label("N")
            .otherwise("0")
            .help("First sequence number wanted. Default: ${DEFAULT-VALUE}.");

    private final Option<Long> end = option(Long.class, "--end")
            .label("N")
            .otherwise("4294967295")
            .help("Last sequence number wanted. Default: all there are.");

    private final FailOptions failing = with(new FailOptions());

    private final ReportOptions reporting = with(new ReportOptions());

    private final PageOptions page = with(new PageOptions());

    private final KeyingOptions keying = with(new KeyingOptions());

    private final Interruption interruption = new Interruption();

    FetchCommand() {
        super(
                "fetch",
                "Fetches a session that an OWAMP server has stored (RFC 4656) into a file, and reports it.",
                "Of a session that has not ended, or not in order, a server gives ranges only: see --end.");
    }

    @Override
    public Integer call() throws Exception {
        if (begin.get() < 0 || begin.get() > end.get() || end.get() > LAST)
            throw new UserError(ExitStatus.USAGE, "--begin and --end must be 0 to " + LAST + ", in this order");
        SaveOptions.checkWritable(file.get());
        failing.check(FailOptions.ONE_WAY);
        page.check();
        keying.requireOneWay();
        return interruption.guard(() -> keying.measure(server, err(), this::fetch));
    }

    private int fetch(Keying found) throws UserError, MeasurementFailure, InterruptedException {
        var plan = new SessionFetch.Plan(server.address(), server.source());
        SessionFetch.fetch(
                plan,
                found.credentials(),
                new FetchSession(begin.get(), end.get(), sid.get()),
                file.get(),
                new SecureRandom());
        PrintWriter out = out();
        Reported report = SavedSession.read(file.get());
        reporting.writer(out, Terminal.detect()).write(report);
        page.write(List.of(report));
        return failing.status(List.of(report), err());
    }

    static final class Sids implements ITypeConverter<Sid> {
        @Override
        public Sid convert(String text) {
            if (!text.matches("[0-9a-fA-F]{32}")) throw new TypeConversionException("'" + text + "' is no SID");
            return new Sid(Octets.hex(text));
        }
    }
}
