package org.waywiser.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Flag;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.SaText;

/** {@code waywiser ike list}: the SAs of the agent. */
final class IkeListCommand extends Command {
    private final Flag json = flag("--json").help("One JSON document per line and SA.");

    private final AgentOptions agent = with(new AgentOptions());

    IkeListCommand() {
        super("list", "Lists the SAs that the agent holds.");
    }

    @Override
    public Integer call() throws UserError {
        PrintWriter out = out();
        try (var client = new AgentClient(agent.path())) {
            List<SaStatus> sas = client.all();
            if (sas.isEmpty() && !json.given()) out.println("no SAs");
            for (SaStatus sa : sas) {
                if (json.given()) out.println(SaText.write(sa));
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
