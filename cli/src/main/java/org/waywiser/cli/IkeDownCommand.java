package org.waywiser.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Parameter;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;

/** {@code waywiser ike down}: has the agent delete SAs. RFC 7296 §1.4.1. */
final class IkeDownCommand extends Command {
    private final Parameter<String> name = parameter(0, String.class)
            .label("NAME")
            .help("An SPI in 16 hex digits, a connection, a peer's proven identity, its address or its host name.");

    private final AgentOptions agent = with(new AgentOptions());

    IkeDownCommand() {
        super("down", "Has the agent delete all IKE SAs that a name fits, and tell their peers.");
    }

    @Override
    public Integer call() throws UserError {
        PrintWriter out = out();
        try (var client = new AgentClient(agent.path())) {
            List<SaStatus> all = client.all();
            List<SaStatus> named = all.stream().filter(this::fits).toList();
            if (named.isEmpty()) named = all.stream().filter(this::isThere).toList();
            if (named.isEmpty()) {
                throw new UserError(
                        ExitStatus.NO_CONNECTION,
                        "no IKE SA fits " + name.get() + "; see them with: waywiser ike list");
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
        return sa.spiIText().equals(name.get())
                || sa.spiRText().equals(name.get())
                || sa.connection().equals(Optional.of(name.get()))
                || sa.remoteId().equals(name.get());
    }

    /** Only asked where nothing else fits: it may have to ask a name server. */
    private boolean isThere(SaStatus sa) {
        try {
            return List.of(InetAddress.getAllByName(name.get()))
                    .contains(sa.peer().getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
