package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.node.BindingPlan;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.Prf;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Key sources that only processes have which last: serve and agent. */
final class OwnSourceOptions extends Options {
    private final StrongSwanOptions strongSwan = with(new StrongSwanOptions());

    /** Which end began the exchange that made a pair of SAs. */
    enum Side {
        LOCAL,
        REMOTE
    }

    private final Option<Prf> prf = option(new Prfs(), "--prf")
            .label("NAME")
            .otherwise("prfsha256")
            .help("With --key-source xfrm, the prf to derive keys with, since the kernel does not know that of"
                    + " the IKE SA: prfsha256, prfsha384, prfsha512 or prfsha1; the same at both ends. Default:"
                    + " ${DEFAULT-VALUE}.");

    private final Option<Side> childInitiator = option(Side.class, "--child-initiator")
            .label("SIDE")
            .otherwise("remote")
            .help("With --key-source xfrm, who began the exchange that made the SAs: local or remote. The"
                    + " kernel does not know; clients believe the server. Default: ${DEFAULT-VALUE}.");

    /** Refuses what a source can never give. */
    static void requireFit(KeySourceOptions.Kind kind, BindingPlan plan) throws UserError {
        if (kind == KeySourceOptions.Kind.XFRM && plan.root() != RootKind.IPSEC_SA) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--key-source xfrm knows the IPsec SAs of the kernel and no IKE SA: take --profile draft or"
                            + " draft-alt1 with --root ipsec-sa, or draft-alt2");
        }
    }

    /**
     * Starts the source.
     *
     * @param listen local address of what peers talk to
     */
    OwnSource start(KeySourceOptions.Kind kind, IkeOptions ike, InetAddress listen)
            throws UserError, InvalidConfiguration {
        if (kind != KeySourceOptions.Kind.STRONGSWAN) strongSwan.requireUnused();
        return switch (kind) {
            case STRONGSWAN -> strongSwan.start(ike);
            case EMBEDDED -> EmbeddedSource.start(ike, listen);
            case XFRM -> {
                if (ike.configured()) {
                    throw new UserError(
                            ExitStatus.USAGE,
                            "--key-source xfrm takes the SAs of another daemon: leave out the --ike options and"
                                    + " --config");
                }
                yield XfrmSource.start(prf.get(), childInitiator.get() == Side.LOCAL);
            }
            case AGENT -> throw new UserError(ExitStatus.USAGE, "--key-source agent is another process, not this one");
        };
    }

    static final class Prfs implements ITypeConverter<Prf> {
        @Override
        public Prf convert(String text) {
            return Prf.named(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is none of prfsha256, prfsha384, prfsha512, prfsha1"));
        }
    }

    /** @throws UserError if options of a source were given that is not started */
    void requireUnused() throws UserError {
        strongSwan.requireUnused();
    }

    /** Offers its SAs at a socket. */
    static AgentServer offer(OwnSource source, Path socket, Optional<String> group, Access access) throws UserError {
        try {
            return AgentServer.start(socket, group, access, source.keeper());
        } catch (IOException e) {
            throw new UserError(ExitStatus.NO_CONNECTION, "socket " + socket + ": " + e.getMessage());
        }
    }
}
