package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.net.linux.BypassRefused;
import org.waywiser.node.BindingRules;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waywiser serve}: a TWAMP Server with its Session-Reflectors, and an OWAMP Server where that is asked for. */
@Command(
        name = "serve",
        description = "Serves TWAMP measurements (RFC 5357), and OWAMP (RFC 4656) where it has a port, until Ctrl-C.",
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--listen", paramLabel = "ADDRESS", description = "Local address. Default: all.")
    private @Nullable String listen;

    @Option(
            names = "--twamp-port",
            paramLabel = "PORT",
            defaultValue = "862",
            converter = PortRange.Single.class,
            description = "TCP port for control, and UDP port that test sessions share. 0 for any. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int twampPort;

    @Mixin
    private final OneWayServerOptions oneWay = new OneWayServerOptions();

    @Mixin
    private final StampServerOptions stamp = new StampServerOptions();

    @Option(
            names = "--test-ports",
            paramLabel = "LO-HI",
            defaultValue = "0",
            converter = PortRange.Converter.class,
            description = "UDP ports for sessions that cannot be told apart on the shared one; 0 for any."
                    + " Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private PortRange testPorts;

    @Option(
            names = {"-A", "--mode"},
            paramLabel = "LIST",
            converter = ModeList.Converter.class,
            description =
                    "Modes to offer: O open, A authenticated, E encrypted, M mixed: control encrypted, test packets"
                            + " open; M neither one-way nor in the profiles of the drafts. Default: O, and A,E,M with"
                            + " keys.")
    private @Nullable ModeList modes;

    @Option(
            names = {"-k", "--pfs"},
            paramLabel = "FILE",
            description = "Passphrase file as of perfSONAR's pfstore.")
    private @Nullable Path passphrases;

    @Option(names = "--strict-address", description = "Refuse a client whose address does not fit the IKE SA it names.")
    private boolean strictAddress;

    @Option(
            names = "--on-delete",
            paramLabel = "WHAT",
            defaultValue = "keep",
            description = "What becomes of running sessions of the profiles of the drafts when their SA is deleted and"
                    + " has no successor: keep or stop. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private OnDelete onDelete;

    @Option(
            names = "--open-inside-ipsec",
            description = "Accept sessions of mode O only where policies and SAs show their path inside IPsec that"
                    + " authenticates, both ways.")
    private boolean openInside;

    @Option(
            names = "--offer-socket",
            paramLabel = "PATH",
            description = "Offer the IKE SAs of this server there as an agent does: for ike list and ike down.")
    private @Nullable Path offerSocket;

    @Mixin
    private final BypassOptions bypass = new BypassOptions();

    @Mixin
    private final KeySourceOptions keySource = new KeySourceOptions();

    @Mixin
    private final OwnSourceOptions ownSources = new OwnSourceOptions();

    @Mixin
    private final BindingOptions bindingOptions = new BindingOptions();

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
        ikeOptions.prepareFor(bindingOptions.plan());
        if (openInside && bypass.atServer() != null) {
            throw new UserError(
                    ExitStatus.USAGE, "--open-inside-ipsec and --bypass-port contradict each other: leave one out");
        }
        Optional<String> binding = bindingOptions.announcement();
        InetAddress address = listen == null ? new InetSocketAddress(0).getAddress() : AddressLookup.local(listen);
        try (var foreground = new Foreground();
                OwnSource own = ownSource(address);
                AgentClient agent = own == null ? findAgent() : null;
                AgentServer offered = own == null ? null : offer(own);
                TwampServer server = startTwamp(plan(address, twampPort, own == null ? agent : own.keys())
                        .with(stamp.service(own == null ? agent : own.keys())));
                OwampServer oneWayServer = oneWay.wanted()
                        ? oneWay.start(plan(address, oneWay.port(), own == null ? agent : own.keys()))
                        : null) {
            foreground.hold(() -> announce(server, oneWayServer, binding, own, agent, offered));
        } catch (IOException e) {
            throw UserError.of(ExitStatus.NO_CONNECTION, e);
        }
        return ExitStatus.MEASURED;
    }

    /** One that was asked for has to be there; one that only has its socket there would be nice. */
    private @Nullable AgentClient findAgent() throws UserError {
        Optional<Path> socket = keySource.agentSocket(ikeOptions);
        if (socket.isEmpty()) return null;
        bindingOptions.checkForAgent();
        var agent = new AgentClient(socket.get());
        try {
            stamp.requireFit(agent.source().kind());
            return agent;
        } catch (UserError e) {
            agent.close();
            throw e;
        } catch (AgentFailure e) {
            agent.close();
            if (keySource.asksForAgent()) throw AgentOptions.error(e);
            spec.commandLine().getErr().println("waywiser: going on without keys of IKE SAs: " + e.getMessage());
            return null;
        }
    }

    private @Nullable AgentServer offer(OwnSource own) throws UserError, IOException {
        return offerSocket == null ? null : OwnSourceOptions.offer(own, offerSocket, Optional.empty(), Access.byFile());
    }

    private @Nullable OwnSource ownSource(InetAddress address) throws UserError, InvalidConfiguration {
        Optional<KeySourceOptions.Kind> kind = keySource.own(ikeOptions);
        if (kind.isEmpty()) {
            ownSources.requireUnused();
            return null;
        }
        OwnSourceOptions.requireFit(kind.get(), bindingOptions.plan());
        stamp.requireFit(kind.get().name().toLowerCase(Locale.ROOT));
        return ownSources.start(kind.get(), ikeOptions, address);
    }

    private ServerPlan plan(InetAddress address, int port, @Nullable KeySource keys) throws UserError {
        try {
            PassphraseFile secrets = passphrases == null ? null : PassphraseFile.read(passphrases);
            return new ServerPlan(
                    new InetSocketAddress(address, port),
                    0,
                    testPorts.first(),
                    testPorts.last(),
                    offered(secrets != null || keys != null).or(TwampServer.FEATURES),
                    secrets,
                    keys,
                    new BindingRules(
                            bindingOptions.plan(), bindingOptions.sharedKeys(keySource.agent), onDelete, openInside),
                    strictAddress,
                    10_000,
                    100_000,
                    Duration.ofMinutes(15),
                    bypass.atServer(),
                    null);
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private TwampServer startTwamp(ServerPlan plan) throws UserError {
        try {
            return TwampServer.start(plan, new SecureRandom());
        } catch (BypassRefused e) {
            throw new UserError(
                    ExitStatus.NO_CONNECTION,
                    "no port outside IPsec: " + e.getMessage()
                            + "; or let policies of both hosts exempt the port, and say --bypass-by policy");
        } catch (IOException e) {
            throw cannotListen("--twamp-port", twampPort, e);
        }
    }

    /** What stands in the way, and what to do about it. */
    static UserError cannotListen(String option, int port, IOException e) {
        String reason = String.valueOf(e.getMessage());
        String hint = reason.contains("ermission denied")
                ? "; a port below 1024 needs CAP_NET_BIND_SERVICE, or choose another with " + option
                : "; choose another with " + option;
        return new UserError(ExitStatus.NO_CONNECTION, "port " + port + ": " + reason + hint);
    }

    private Modes offered(boolean keys) throws UserError {
        if (modes != null) {
            Modes wanted = modes.modes().stream().reduce(Modes.NONE, Modes::or);
            if (wanted.contains(Modes.MIXED) && bindingOptions.plan().profile().namesSaInGreeting()) {
                throw new UserError(
                        ExitStatus.USAGE, "--profile " + bindingOptions.plan().profile() + " excludes mode M");
            }
            if (!keys && !wanted.equals(Modes.UNAUTHENTICATED)) {
                throw new UserError(
                        ExitStatus.USAGE, "modes A, E and M need keys: --pfs, the --ike options, or an agent");
            }
            return wanted;
        }
        Modes keyed = Modes.AUTHENTICATED.or(Modes.ENCRYPTED).or(Modes.MIXED);
        return keys ? Modes.UNAUTHENTICATED.or(keyed) : Modes.UNAUTHENTICATED;
    }

    private void announce(
            TwampServer server,
            @Nullable OwampServer oneWayServer,
            Optional<String> binding,
            @Nullable OwnSource own,
            @Nullable AgentClient agent,
            @Nullable AgentServer offered) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "TWAMP-Control on %s, test packets on UDP %s%n",
                AddressText.of(server.controlAddress()), AddressText.of(server.testAddress()));
        stamp.announcement()
                .ifPresent(text -> out.printf("%s on UDP %s%n", text, AddressText.of(server.testAddress())));
        server.bypassAddresses().forEach(address -> out.printf("outside IPsec on UDP %s%n", AddressText.of(address)));
        if (oneWayServer != null) {
            out.printf("OWAMP-Control on %s%n", AddressText.of(oneWayServer.controlAddress()));
            out.printf("sessions stored in %s%n", oneWay.folder());
        }
        // In the profiles of the drafts the bit of mixed mode is another one.
        Modes notAMode = binding.isPresent() ? Modes.IPSEC : Modes.NONE;
        Modes features = server.offered().features();
        out.printf("modes offered: %s%n", server.offered().without(notAMode).without(features));
        if (!features.isNone()) out.printf("features offered: %s%n", features);
        binding.ifPresent(out::println);
        if (own != null) own.announcement().forEach(out::println);
        if (agent != null) out.printf("keys of IKE SAs from the agent at %s%n", agent.socket());
        if (offered != null) out.printf("IKE SAs offered at %s%n", offered.socket());
        out.flush();
    }
}
