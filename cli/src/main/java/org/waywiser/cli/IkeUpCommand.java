package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waywiser ike up}: sets up an IKE SA, holds it in the foreground and deletes it in the end. RFC 7296, RFC 6023. */
@Command(name = "up", description = "Sets up an IKE SA with HOST and holds it until Ctrl-C.")
final class IkeUpCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(
            paramLabel = "HOST",
            arity = "0..1",
            description = "The peer: a name or an address; or a connection of --config.")
    private @Nullable String host;

    @Option(names = "--trace", description = "Shows each message with what is inside, yet never keys.")
    private boolean trace;

    @Mixin
    private final IkeOptions options = new IkeOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Override
    public Integer call() throws UserError, InvalidConfiguration, InterruptedException {
        if (options.checked(spec.commandLine().getOut())) return ExitStatus.MEASURED;
        if (host == null) throw new UserError(ExitStatus.USAGE, "which peer? Name a HOST, or a connection of --config");
        options.traced = trace;
        IkeConnection connection = options.towards(host);
        try (EmbeddedIke ike = options.startInitiator()) {
            ike.trace(spec.commandLine().getErr()::println);
            var held = new HeldSas(spec.commandLine().getOut());
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
        PrintWriter out = spec.commandLine().getOut();
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
