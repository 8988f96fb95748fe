package org.waywiser.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waywiser ike down}: has the agent delete SAs. RFC 7296 §1.4.1. */
@Command(name = "down", description = "Has the agent delete all IKE SAs that a name fits, and tell their peers.")
final class IkeDownCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            description =
                    "An SPI in 16 hex digits, a connection, a peer's proven identity, its address or its host name.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String name;

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
            List<SaStatus> all = client.all();
            List<SaStatus> named = all.stream().filter(this::fits).toList();
            if (named.isEmpty()) named = all.stream().filter(this::isThere).toList();
            if (named.isEmpty()) {
                throw new UserError(
                        ExitStatus.NO_CONNECTION, "no IKE SA fits " + name + "; see them with: waywiser ike list");
            }
            for (SaStatus sa : named) {
                client.delete(sa.spiI(), sa.spiR());
                out.printf("deleted   %s %s with %s%n", sa.spiIText(), sa.spiRText(), sa.remoteId());
            }
            out.flush();
            return ExitStatus.MEASURED;
        } catch (AgentFailure e) {
            throw AgentOptions.error(e);
        }
    }

    private boolean fits(SaStatus sa) {
        return sa.spiIText().equals(name)
                || sa.spiRText().equals(name)
                || sa.connection().equals(Optional.of(name))
                || sa.remoteId().equals(name);
    }

    /** Only asked where nothing else fits: it may have to ask a name server. */
    private boolean isThere(SaStatus sa) {
        try {
            return List.of(InetAddress.getAllByName(name)).contains(sa.peer().getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
