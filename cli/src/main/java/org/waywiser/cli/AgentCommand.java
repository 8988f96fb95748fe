package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Option;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.agent.DefaultSocket;
import org.waywiser.keys.connections.InvalidConfiguration;

/** {@code waywiser agent}: holds IKE SAs, and gives derived keys to those who measure. RFC 7717 §5.1. */
final class AgentCommand extends Command {
    private final Option<Path> socket = option(Path.class, "--socket")
            .label("PATH")
            .help("Where to be asked. Default: $XDG_RUNTIME_DIR/waywiser/agent.sock, for root and without that"
                    + " variable /run/waywiser/agent.sock.");

    private final Option<String> group =
            option(String.class, "--socket-group").label("GROUP").help("Owner group of the socket.");

    private final Option<List<String>> users = list(String.class, "--allow-uid")
            .label("USER[=ID,…]")
            .help("A user that may ask, by name or number; after = the only peers whose SAs it may use, by proven"
                    + " identity. May be given several times.");

    private final Option<List<String>> groups = list(String.class, "--allow-group")
            .label("GROUP")
            .help("A group whose users may ask, as far as it is their own group and no supplementary one.");

    private final Option<String> listen =
            option(String.class, "--listen").label("ADDRESS").help("Local address of IKE. Default: all.");

    private final Option<KeySourceOptions.Kind> keySource = option(KeySourceOptions.Kind.class, "--key-source")
            .label("KIND")
            .otherwise("embedded")
            .help("Who has the SAs: embedded, this process; strongswan, the one on this machine; xfrm, the"
                    + " kernel with another daemon. Default: ${DEFAULT-VALUE}.");

    private final OwnSourceOptions ownSources = with(new OwnSourceOptions());

    private final IkeOptions ikeOptions = with(new IkeOptions());

    AgentCommand() {
        super(
                "agent",
                "Holds IKE SAs until Ctrl-C and gives keys derived from them to serve and twping on this machine, which"
                        + " then need neither credentials nor privilege (RFC 7717 §5.1).",
                "The socket is there for its owner, its group and root; with --allow-uid or --allow-group for those.");
    }

    @Override
    public Integer call() throws UserError, InvalidConfiguration, InterruptedException {
        if (ikeOptions.checked(out())) return ExitStatus.MEASURED;
        ConsoleLog.verbose();
        InetAddress address =
                listen.given() ? AddressLookup.local(listen.get()) : new InetSocketAddress(0).getAddress();
        Access access = access();
        try (var foreground = new Foreground();
                OwnSource own = ownSources.start(keySource.get(), ikeOptions, address);
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
            for (String user : users.get()) access.allowUser(user);
            for (String name : groups.get()) access.allowGroup(name);
            return access;
        } catch (IOException e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private AgentServer startServer(Access access, OwnSource own) throws UserError, IOException {
        Path path = socket.orElse(DefaultSocket.toServe(System.getenv()));
        if (!socket.given())
            Files.createDirectories(Optional.ofNullable(path.getParent()).orElseThrow());
        return OwnSourceOptions.offer(own, path, Optional.ofNullable(group.orNull()), access);
    }

    private void announce(AgentServer server, OwnSource own) {
        PrintWriter out = out();
        out.printf("agent at %s%n", server.socket());
        own.announcement().forEach(out::println);
        out.flush();
    }
}
