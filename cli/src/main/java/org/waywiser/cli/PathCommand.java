package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.waywiser.cli.report.PathLines;
import org.waywiser.keys.agent.PathText;
import org.waywiser.node.PathFinder;
import org.waywiser.protocol.path.PathReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waywiser path}: what protects the path to a host. */
@Command(
        name = "path",
        description = {
            "Tells what protects control and test packets on their way to a host and back: policies, SAs, what they"
                    + " add to each packet, and what fits. Sends nothing.",
            "Needs CAP_NET_ADMIN, or an agent that has it; without either, the MTU gives a hint."
        },
        sortOptions = false)
final class PathCommand implements Callable<Integer> {
    @Mixin
    private final ServerOptions server = new ServerOptions(ServerOptions.TWAMP_PORT);

    @Option(names = "--json", description = "One JSON document.")
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
        PathReport path = new PathFinder(agent.toAsk()).find(server.address());
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(PathText.write(path));
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
