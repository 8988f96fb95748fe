package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.agent.DefaultSocket;
import org.waywiser.keys.connections.InvalidConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waywiser agent}: holds IKE SAs, and gives derived keys to those who measure. RFC 7717 §5.1. */
@Command(
        name = "agent",
        description = {
            "Holds IKE SAs until Ctrl-C and gives keys derived from them to serve and twping on this machine, which"
                    + " then need neither credentials nor privilege (RFC 7717 §5.1).",
            "The socket is there for its owner, its group and root; with --allow-uid or --allow-group for those."
        },
        sortOptions = false)
final class AgentCommand implements Callable<Integer> {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Where to be asked. Default: $XDG_RUNTIME_DIR/waywiser/agent.sock, for root and without that"
                    + " variable /run/waywiser/agent.sock.")
    private @Nullable Path socket;

    @Option(names = "--socket-group", paramLabel = "GROUP", description = "Owner group of the socket.")
    private @Nullable String group;

    @Option(
            names = "--allow-uid",
            paramLabel = "USER[=ID,…]",
            description =
                    "A user that may ask, by name or number; after = the only peers whose SAs it may use, by proven"
                            + " identity. May be given several times.")
    private List<String> users = new ArrayList<>();

    @Option(
            names = "--allow-group",
            paramLabel = "GROUP",
            description = "A group whose users may ask, as far as it is their own group and no supplementary one.")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--listen", paramLabel = "ADDRESS", description = "Local address of IKE. Default: all.")
    private @Nullable String listen;

    @Option(
            names = "--key-source",
            paramLabel = "KIND",
            defaultValue = "embedded",
            description = "Who has the SAs: embedded, this process; strongswan, the one on this machine; xfrm, the"
                    + " kernel with another daemon. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private KeySourceOptions.Kind keySource;

    @Mixin
    private final OwnSourceOptions ownSources = new OwnSourceOptions();

    @Mixin
    private final IkeOptions ikeOptions = new IkeOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws UserError, InvalidConfiguration, InterruptedException {
        if (ikeOptions.checked(spec.commandLine().getOut())) return ExitStatus.MEASURED;
        ConsoleLog.verbose();
        InetAddress address = listen == null ? new InetSocketAddress(0).getAddress() : AddressLookup.local(listen);
        Access access = access();
        try (var foreground = new Foreground();
                OwnSource own = ownSources.start(keySource, ikeOptions, address);
                AgentServer server = startServer(access, own)) {
            foreground.hold(() -> announce(server, own));
        } catch (IOException e) {
            throw UserError.of(ExitStatus.NO_CONNECTION, e);
        }
        return ExitStatus.MEASURED;
    }

    private Access access() throws UserError {
        try {
            Access access = Access.byFile();
            for (String user : users) access.allowUser(user);
            for (String name : groups) access.allowGroup(name);
            return access;
        } catch (IOException e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private AgentServer startServer(Access access, OwnSource own) throws UserError, IOException {
        Path path = socket == null ? DefaultSocket.toServe(System.getenv()) : socket;
        if (socket == null)
            Files.createDirectories(Optional.ofNullable(path.getParent()).orElseThrow());
        return OwnSourceOptions.offer(own, path, Optional.ofNullable(group), access);
    }

    private void announce(AgentServer server, OwnSource own) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("agent at %s%n", server.socket());
        own.announcement().forEach(out::println);
        out.flush();
    }
}
