package org.waywiser.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.agent.DefaultSocket;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who holds the IKE SAs that a measurement is keyed from. Add to a command with {@code @Mixin}. */
final class KeySourceOptions {
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

    @Option(
            names = "--key-source",
            paramLabel = "KIND",
            description =
                    "Who holds IKE SAs: embedded, this process, with the credentials given; or agent, another process"
                            + " on this machine; for serve also strongswan, the one on this machine, and xfrm, the"
                            + " IPsec SAs of the kernel, for --root ipsec-sa."
                            + " Default: embedded with credentials, else agent if its socket is there.")
    @Nullable
    Kind kind;

    @Mixin
    final AgentOptions agent = new AgentOptions();

    /**
     * The socket of the agent to ask; empty where none is to be asked.
     *
     * @param ike with credentials, the SAs are our own
     */
    Optional<Path> agentSocket(IkeOptions ike) throws UserError {
        if (kind == Kind.EMBEDDED || kind != null && kind.lasts()) return Optional.empty();
        if (agent.socket == null && kind == null) {
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
        if (kind != null && kind.lasts()) return Optional.of(kind);
        return ike.configured() && agentSocket(ike).isEmpty() ? Optional.of(Kind.EMBEDDED) : Optional.empty();
    }

    /** Refuses sources that only processes have which last. */
    void requireShortLived() throws UserError {
        if (kind != null && kind.lasts()) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--key-source " + kind.name().toLowerCase(Locale.ROOT)
                            + " is for serve and agent: have an agent with it, and ask that");
        }
    }

    /** Whether the user asked for it, instead of it being there. */
    boolean asksForAgent() {
        return kind == Kind.AGENT || agent.socket != null;
    }
}
