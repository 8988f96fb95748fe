package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.waywiser.cli.KeyingOptions.Keying;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.Terminal;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.SessionFetch;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Sid;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code waywiser fetch}: a session that an OWAMP server has stored. RFC 4656 §3.9. */
@Command(
        name = "fetch",
        description = {
            "Fetches a session that an OWAMP server has stored (RFC 4656) into a file, and reports it.",
            "Of a session that has not ended, or not in order, a server gives ranges only: see --end."
        },
        sortOptions = false)
final class FetchCommand implements Callable<Integer> {
    private static final long LAST = 0xffff_ffffL;

    @Mixin
    private final ServerOptions server = new ServerOptions(ServerOptions.OWAMP_PORT);

    @Parameters(
            index = "1",
            paramLabel = "SID",
            converter = Sids.class,
            description = "The session's identifier, 32 hex digits, as its report names it.")
    @SuppressWarnings("NullAway.Init") // required
    private Sid sid;

    @Parameters(index = "2", paramLabel = "FILE", description = "Where it goes; a file that is there is replaced.")
    @SuppressWarnings("NullAway.Init") // required
    private Path file;

    @Option(
            names = "--begin",
            paramLabel = "N",
            defaultValue = "0",
            description = "First sequence number wanted. Default: ${DEFAULT-VALUE}.")
    private long begin;

    @Option(
            names = "--end",
            paramLabel = "N",
            defaultValue = "4294967295",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Last sequence number wanted. Default: all there are.")
    private long end;

    @Mixin
    private final FailOptions failing = new FailOptions();

    @Mixin
    private final ReportOptions reporting = new ReportOptions();

    @Mixin
    private final KeyingOptions keying = new KeyingOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    private final Interruption interruption = new Interruption();

    @Override
    public Integer call() throws Exception {
        if (begin < 0 || begin > end || end > LAST)
            throw new UserError(ExitStatus.USAGE, "--begin and --end must be 0 to " + LAST + ", in this order");
        SaveOptions.checkWritable(file);
        failing.check(FailOptions.ONE_WAY);
        keying.requireOneWay();
        return interruption.guard(
                () -> keying.measure(server, spec.commandLine().getErr(), this::fetch));
    }

    private int fetch(Keying found) throws UserError, MeasurementFailure, InterruptedException {
        var plan = new SessionFetch.Plan(server.address(), server.source());
        SessionFetch.fetch(plan, found.credentials(), new FetchSession(begin, end, sid), file, new SecureRandom());
        PrintWriter out = spec.commandLine().getOut();
        Reported report = SavedSession.read(file);
        reporting.writer(out, Terminal.detect()).write(report);
        return failing.status(List.of(report), spec.commandLine().getErr());
    }

    static final class Sids implements ITypeConverter<Sid> {
        @Override
        public Sid convert(String text) {
            if (!text.matches("[0-9a-fA-F]{32}")) throw new TypeConversionException("'" + text + "' is no SID");
            return new Sid(Octets.hex(text));
        }
    }
}
