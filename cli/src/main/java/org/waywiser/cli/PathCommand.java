package org.waywiser.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.waywiser.cli.report.PathLines;
import org.waywiser.keys.agent.PathText;
import org.waywiser.keys.connections.HostPort;
import org.waywiser.node.PathFinder;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.Protection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
    private static final int TWAMP_PORT = 862;

    @Parameters(
            paramLabel = "HOST[:PORT]",
            converter = HostPortConverter.class,
            description = "The server; port 862 if none is given, for control and test packets alike.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private HostPort server;

    @Option(names = "-4", description = "IPv4 only.")
    private boolean only4;

    @Option(names = "-6", description = "IPv6 only.")
    private boolean only6;

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
        InetSocketAddress address = AddressLookup.find(server.orPort(TWAMP_PORT), only4, only6);
        var finder = new PathFinder(agent.toAsk());
        PathReport path = finder.find(address, address, 0);
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(PathText.write(path));
        else write(path, AutoSecurity.of(path, agent.toAsk().isPresent(), false), out);
        out.flush();
        return path.protection() == Protection.BLOCKED || path.protection() == Protection.DOWN
                ? ExitStatus.NO_CONNECTION
                : ExitStatus.MEASURED;
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
