package org.waywiser.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.agent.DefaultSocket;

/** Who holds the IKE SAs that a measurement is keyed from. */
final class KeySourceOptions extends Options {
    /** Who may hold them. */
    enum Kind {
        EMBEDDED,
        AGENT,
        XFRM,
        STRONGSWAN;

        /** Whether only processes have it which last: serve and agent. */
        boolean lasts() {
            return this == XFRM || this == STRONGSWAN;
        }
    }

    final Option<Kind> kind = option(Kind.class, "--key-source")
            .label("KIND")
            .help("Who holds IKE SAs: embedded, this process, with the credentials given; or agent, another process"
                    + " on this machine; for serve also strongswan, the one on this machine, and xfrm, the"
                    + " IPsec SAs of the kernel, for --root ipsec-sa."
                    + " Default: embedded with credentials, else agent if its socket is there.");

    final AgentOptions agent = with(new AgentOptions());

    /**
     * The socket of the agent to ask; empty where none is to be asked.
     *
     * @param ike with credentials, the SAs are our own
     */
    Optional<Path> agentSocket(IkeOptions ike) throws UserError {
        if (kind.orNull() == Kind.EMBEDDED || kind.given() && kind.get().lasts()) return Optional.empty();
        if (!agent.socket.given() && !kind.given()) {
            return ike.configured() ? Optional.empty() : DefaultSocket.toAsk(System.getenv());
        }
        if (ike.configured()) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "an agent has its own credentials: leave out --ike-psk-file and --ike-cert, or take --key-source"
                            + " embedded");
        }
        return Optional.of(agent.path());
    }

    /**
     * Which of them is in this process, where one is to be.
     *
     * @param ike with credentials, there is one unless an agent is asked for
     */
    Optional<Kind> own(IkeOptions ike) throws UserError {
        if (kind.given() && kind.get().lasts()) return Optional.of(kind.get());
        return ike.configured() && agentSocket(ike).isEmpty() ? Optional.of(Kind.EMBEDDED) : Optional.empty();
    }

    /** Refuses sources that only processes have which last. */
    void requireShortLived() throws UserError {
        if (kind.given() && kind.get().lasts()) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--key-source " + kind.get().name().toLowerCase(Locale.ROOT)
                            + " is for serve and agent: have an agent with it, and ask that");
        }
    }

    /** Whether the user asked for it, instead of it being there. */
    boolean asksForAgent() {
        return kind.orNull() == Kind.AGENT || agent.socket.given();
    }
}
