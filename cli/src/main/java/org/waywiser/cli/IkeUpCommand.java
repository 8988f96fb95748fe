package org.waywiser.cli;

import java.io.PrintWriter;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Parameter;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;

/** {@code waywiser ike up}: sets up an IKE SA, holds it in the foreground and deletes it in the end. RFC 7296, RFC 6023. */
final class IkeUpCommand extends Command {
    private final Parameter<String> host = parameter(0, String.class)
            .label("HOST")
            .optional()
            .help("The peer: a name or an address; or a connection of --config.");

    private final Flag trace = flag("--trace").help("Shows each message with what is inside, yet never keys.");

    private final IkeOptions options = with(new IkeOptions());

    IkeUpCommand() {
        super("up", "Sets up an IKE SA with HOST and holds it until Ctrl-C.");
    }

    @Override
    public Integer call() throws UserError, InvalidConfiguration, InterruptedException {
        if (options.checked(out())) return ExitStatus.MEASURED;
        if (!host.given())
            throw new UserError(ExitStatus.USAGE, "which peer? Name a HOST, or a connection of --config");
        options.traced = trace.given();
        IkeConnection connection = options.towards(host.get());
        try (EmbeddedIke ike = options.startInitiator()) {
            ike.trace(err()::println);
            var held = new HeldSas(out());
            try (var _ = ike.watch(held)) {
                throw hold(ike, ike.establish(connection), connection, held);
            }
        } catch (IkeFailure e) {
            throw UserError.of(e.isAuthentication() ? ExitStatus.KEYS : ExitStatus.NO_CONNECTION, e);
        }
    }

    private UserError hold(EmbeddedIke ike, IkeSecret sa, IkeConnection connection, HeldSas held)
            throws InterruptedException {
        sa.secret().wipe();
        PrintWriter out = out();
        var farewell = new Thread(() -> {
            ike.close();
            out.printf("deleted%n");
            out.flush();
            // the end that was asked for is no failure
            Runtime.getRuntime().halt(ExitStatus.MEASURED);
        });
        Runtime.getRuntime().addShutdownHook(farewell);
        out.printf("IKE SA    %s %s%n", IkeSecret.spi(sa.spiI()), IkeSecret.spi(sa.spiR()));
        out.printf(
                "peer      %s port %d%n",
                sa.peer().getHostAddress(), connection.at(sa.peer()).getPort());
        out.printf("local     %s%n", sa.localId());
        out.printf("remote    %s%n", sa.remoteId());
        out.printf("proposal  %s%n", sa.proposal());
        out.printf("held until Ctrl-C%n");
        out.flush();
        UserError end = held.awaitEnd();
        removed(farewell);
        return end;
    }

    /** Waits for the end of the program if it has begun. */
    private static void removed(Thread farewell) throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            farewell.join();
        }
    }
}
