package org.waywiser.cli;

import java.io.PrintWriter;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.report.PathLines;
import org.waywiser.keys.agent.PathText;
import org.waywiser.node.PathFinder;
import org.waywiser.protocol.path.PathReport;

/** {@code waywiser path}: what protects the path to a host. */
final class PathCommand extends Command {
    private final ServerOptions server = with(new ServerOptions(ServerOptions.TWAMP_PORT));

    private final Flag json = flag("--json").help("One JSON document.");

    private final AgentOptions agent = with(new AgentOptions());

    PathCommand() {
        super(
                "path",
                "Tells what protects control and test packets on their way to a host and back: policies, SAs, what they"
                        + " add to each packet, and what fits. Sends nothing.",
                "Needs CAP_NET_ADMIN, or an agent that has it; without either, the MTU gives a hint.");
    }

    @Override
    public Integer call() throws UserError {
        PathReport path = new PathFinder(agent.toAsk()).find(server.address());
        PrintWriter out = out();
        if (json.given()) out.println(PathText.write(path));
        else write(path, AutoSecurity.of(path, agent.toAsk().isPresent(), false), out);
        out.flush();
        return path.drops() ? ExitStatus.NO_CONNECTION : ExitStatus.MEASURED;
    }

    private static String required(PathReport path) {
        if (path.required()) return "by policies, there and back";
        boolean told = path.source() == PathReport.Source.KERNEL || path.source() == PathReport.Source.AGENT;
        return told ? "no, not on all ways" : "not known";
    }

    private static void write(PathReport path, AutoSecurity auto, PrintWriter out) {
        out.printf(
                "path       %s to %s%n",
                PathText.address(path.test().flow().from()),
                PathText.address(path.test().flow().to()));
        out.printf("protection %s%n", PathLines.verdict(path));
        out.printf("required   %s%n", required(path));
        PathLines.details(path).forEach(line -> out.printf("           %s%n", line));
        out.printf("auto       %s%n", auto.text());
    }
}
