package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.cli.doctor.AgentCheckup;
import org.waywiser.cli.doctor.Checkup;
import org.waywiser.cli.doctor.CredentialCheckup;
import org.waywiser.cli.doctor.Finding;
import org.waywiser.cli.doctor.Finding.State;
import org.waywiser.cli.doctor.FindingText;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Flag;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.net.udp.UdpSocket;

/** {@code waywiser doctor}: what of a working set-up is there, and what is missing. */
final class DoctorCommand extends Command {
    private final Flag json = flag("--json").help("One JSON document per line and thing that was looked at.");

    private final AgentOptions agent = with(new AgentOptions());

    private final HaEndOptions haEnds = with(new HaEndOptions());

    private final IkeOptions ikeOptions = with(new IkeOptions());

    DoctorCommand() {
        super(
                "doctor",
                "Looks at what serving and measuring need on this host, and says what is missing and what to do.",
                "Changes nothing and sends nothing. Run it as the user who will measure or serve; with the IKE options"
                        + " or the configuration that serve and agent will have, it looks at these too.");
    }

    @Override
    public Integer call() throws UserError {
        var checkup = new Checkup(Path.of("/proc"));
        var findings = new ArrayList<>(List.of(
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
                Checkup.kernel()));
        findings.addAll(AgentCheckup.at(agent.toAsk()));
        findings.add(checkup.strongSwan(haEnds.local(), haEnds.remote()));
        if (ikeOptions.configured()) findings.addAll(credentials());
        PrintWriter out = out();
        for (Finding finding : findings) {
            if (json.given()) out.println(FindingText.json(finding));
            else FindingText.write(finding, out);
        }
        out.flush();
        boolean broken = findings.stream().anyMatch(finding -> finding.state() == State.BROKEN);
        return broken ? ExitStatus.NO_CONNECTION : ExitStatus.MEASURED;
    }

    /** Of the configuration or the options that serve and agent would be given. */
    private List<Finding> credentials() {
        try {
            return CredentialCheckup.of(ikeOptions.examined(), Instant.now());
        } catch (InvalidConfiguration e) {
            return e.problems().stream().map(DoctorCommand::unusable).toList();
        } catch (UserError e) {
            return List.of(unusable(String.valueOf(e.getMessage())));
        }
    }

    private static Finding unusable(String why) {
        return new Finding(State.BROKEN, "ike", why, "serve and agent cannot start with this");
    }

    /** Everything else is in vain without them. */
    private static Finding sockets(String reception) {
        if (!reception.startsWith("arrivals"))
            return new Finding(State.BROKEN, "sockets", reception, "nothing can be measured from here");
        return UdpSocket.hindrance()
                .map(why -> new Finding(State.LIMITED, "sockets", reception, "sockets of Java: " + why))
                .orElseGet(() -> new Finding(State.OK, "sockets", reception, ""));
    }
}
