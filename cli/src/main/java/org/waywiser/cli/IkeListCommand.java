package org.waywiser.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.SaText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waywiser ike list}: the SAs of the agent. */
@Command(name = "list", description = "Lists the SAs that the agent holds.")
final class IkeListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON document per line and SA.")
    private boolean json;

    @Mixin
    private final AgentOptions agent = new AgentOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws UserError {
        PrintWriter out = spec.commandLine().getOut();
        try (var client = new AgentClient(agent.path())) {
            List<SaStatus> sas = client.all();
            if (sas.isEmpty() && !json) out.println("no SAs");
            for (SaStatus sa : sas) {
                if (json) out.println(SaText.write(sa));
                else write(sa, out);
            }
            out.flush();
            return ExitStatus.MEASURED;
        } catch (AgentFailure e) {
            throw AgentOptions.error(e);
        }
    }

    private static void write(SaStatus sa, PrintWriter out) {
        String kind = sa.protocolName() + (sa.isIke() ? " SA" : " SAs");
        out.printf("%-10s%s %s%n", kind, sa.spiIText(), sa.spiRText());
        out.printf("peer      %s%s%n", sa.peer().getAddress().getHostAddress(), sa.isIke() ? ike(sa) : "");
        sa.connection().ifPresent(name -> out.printf("by        %s%n", name));
        if (!sa.localId().isEmpty()) out.printf("local     %s%n", sa.localId());
        if (!sa.remoteId().isEmpty()) out.printf("remote    %s%n", sa.remoteId());
        out.printf("proposal  %s (%s)%n", sa.proposal(), sa.prf());
        out.printf(
                "state     %s for %s%s%s%n%n",
                sa.state(),
                text(sa.age()),
                sa.rekeyIn().map(in -> ", rekeyed in " + text(in)).orElse(""),
                sa.endsIn().map(in -> ", ends in " + text(in)).orElse(""));
    }

    private static String ike(SaStatus sa) {
        return " port %d, %s".formatted(sa.peer().getPort(), sa.initiator() ? "called by us" : "called us");
    }

    private static String text(Duration time) {
        if (time.toHours() > 0) return time.toHours() + " h " + time.toMinutesPart() + " min";
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
