package org.waywiser.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.waywiser.cli.doctor.Checkup;
import org.waywiser.cli.doctor.Finding;
import org.waywiser.cli.doctor.Finding.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code waywiser doctor}: what of a working set-up is there, and what is missing. */
@Command(
        name = "doctor",
        description = {
            "Looks at what serving and measuring need on this host, and says what is missing and what to do.",
            "Changes nothing and sends nothing. Run it as the user who will measure or serve."
        },
        sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
    private static final InetSocketAddress HA_LOCAL = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4510);
    private static final InetSocketAddress HA_REMOTE = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 4510);

    @Mixin
    private final AgentOptions agent = new AgentOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        var checkup = new Checkup(Path.of("/proc"));
        List<Finding> findings = List.of(
                sockets(KernelFeatures.reception()),
                Checkup.clock(),
                Checkup.tcp(862, "TWAMP-Control for serve", "--twamp-port takes another"),
                checkup.udp(862, "test packets for serve", "--twamp-port takes another"),
                checkup.udp(
                        500, "IKEv2 for serve and agent", "--ike-port takes another, or let strongSwan give the keys"),
                checkup.udp(
                        4500,
                        "IKEv2 with peers behind a NAT",
                        "peers behind a NAT cannot be reached at port 500 alone"),
                Checkup.kernel(),
                Checkup.agent(agent.toAsk()),
                checkup.strongSwan(HA_LOCAL, HA_REMOTE));
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(finding -> print(finding, out));
        out.flush();
        boolean broken = findings.stream().anyMatch(finding -> finding.state() == State.BROKEN);
        return broken ? ExitStatus.NO_CONNECTION : ExitStatus.MEASURED;
    }

    /** Everything else is in vain without them. */
    private static Finding sockets(String reception) {
        return reception.startsWith("arrivals")
                ? new Finding(State.OK, "sockets", reception, "")
                : new Finding(State.BROKEN, "sockets", reception, "nothing can be measured from here");
    }

    private static void print(Finding finding, PrintWriter out) {
        String mark = switch (finding.state()) {
            case OK -> "ok";
            case LIMITED -> "--";
            case BROKEN -> "!!";
        };
        out.printf("%-3s%-11s%s%n", mark, finding.subject(), finding.found());
        if (!finding.advice().isEmpty()) out.printf("%-14s%s%n", "", finding.advice());
    }
}
