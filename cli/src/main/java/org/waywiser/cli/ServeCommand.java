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
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.net.linux.BypassRefused;
import org.waywiser.node.BindingRules;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.control.Modes;

/** {@code waywiser serve}: a TWAMP Server with its Session-Reflectors, and an OWAMP Server where that is asked for. */
final class ServeCommand extends Command {
    private final Option<String> listen =
            option(String.class, "--listen").label("ADDRESS").help("Local address. Default: all.");

    private final Option<Integer> twampPort = option(new PortRange.Single(), "--twamp-port")
            .label("PORT")
            .otherwise("862")
            .help("TCP port for control, and UDP port that test sessions share. 0 for any. Default:"
                    + " ${DEFAULT-VALUE}.");

    private final OneWayServerOptions oneWay = with(new OneWayServerOptions());

    private final StampServerOptions stamp = with(new StampServerOptions());

    private final Option<PortRange> testPorts = option(new PortRange.Converter(), "--test-ports")
            .label("LO-HI")
            .otherwise("0")
            .help("UDP ports for sessions that cannot be told apart on the shared one; 0 for any."
                    + " Default: ${DEFAULT-VALUE}.");

    private final Option<ModeList> modes = option(new ModeList.Converter(), "-A", "--mode")
            .label("LIST")
            .help("Modes to offer: O open, A authenticated, E encrypted, M mixed: control encrypted, test packets"
                    + " open; M neither one-way nor in the profiles of the drafts. Default: O, and A,E,M with"
                    + " keys.");

    private final PolicyOptions policy = with(new PolicyOptions());

    private final ReloadOptions reloading = with(new ReloadOptions());

    private final Flag strictAddress =
            flag("--strict-address").help("Refuse a client whose address does not fit the IKE SA it names.");

    private final Option<OnDelete> onDelete = option(OnDelete.class, "--on-delete")
            .label("WHAT")
            .otherwise("keep")
            .help("What becomes of running sessions of the profiles of the drafts when their SA is deleted and"
                    + " has no successor: keep or stop. Default: ${DEFAULT-VALUE}.");

    private final Flag openInside = flag("--open-inside-ipsec")
            .help("Accept sessions of mode O only where policies and SAs show their path inside IPsec that"
                    + " authenticates, both ways.");

    private final Option<Path> offerSocket = option(Path.class, "--offer-socket")
            .label("PATH")
            .help("Offer the IKE SAs of this server there as an agent does: for ike list and ike down.");

    private final BypassOptions bypass = with(new BypassOptions());

    private final KeySourceOptions keySource = with(new KeySourceOptions());

    private final OwnSourceOptions ownSources = with(new OwnSourceOptions());

    private final BindingOptions bindingOptions = with(new BindingOptions());

    private final IkeOptions ikeOptions = with(new IkeOptions());

    ServeCommand() {
        super("serve", "Serves TWAMP measurements (RFC 5357), and OWAMP (RFC 4656) where it has a port, until Ctrl-C.");
    }

    @Override
    public Integer call() throws UserError, InvalidConfiguration, InterruptedException {
        if (ikeOptions.checkConfiguration.given()) return check();
        ConsoleLog.verbose();
        ikeOptions.prepareFor(bindingOptions.plan());
        if (openInside.given() && bypass.atServer() != null) {
            throw new UserError(
                    ExitStatus.USAGE, "--open-inside-ipsec and --bypass-port contradict each other: leave one out");
        }
        Optional<String> binding = bindingOptions.announcement();
        InetAddress address =
                listen.given() ? AddressLookup.local(listen.get()) : new InetSocketAddress(0).getAddress();
        var rules = new Rulebook(policy.read());
        try (var foreground = new Foreground();
                OwnSource own = ownSource(address);
                AgentClient agent = own == null ? findAgent() : null;
                AgentServer offered = own == null ? null : offer(own)) {
            KeySource keys = own == null ? agent : own.keys();
            try (TwampServer server = startTwamp(
                            plan(address, twampPort.get(), rules, keys).with(stamp.service(keys)));
                    OwampServer oneWayServer =
                            oneWay.wanted() ? oneWay.start(plan(address, oneWay.port(), rules, keys)) : null;
                    ReloadSocket socket =
                            reloading.given() ? ReloadSocket.listen(reloading.path(), () -> reload(rules)) : null) {
                HeapWatch.start();
                foreground.hold(() -> {
                    announce(server, oneWayServer, binding, own, agent, offered);
                    policy.announcement(rules.rules()).ifPresent(out()::println);
                    if (socket != null) out().printf("told to reload at %s%n", reloading.path());
                    out().flush();
                });
            }
        } catch (IOException e) {
            throw UserError.of(ExitStatus.NO_CONNECTION, e);
        }
        return ExitStatus.MEASURED;
    }

    private Integer check() throws UserError, InvalidConfiguration {
        boolean checked = policy.check(out());
        if (ikeOptions.configuration.given() || !checked) ikeOptions.checked(out());
        out().flush();
        return ExitStatus.MEASURED;
    }

    private String reload(Rulebook rules) throws UserError, InvalidConfiguration {
        rules.replace(policy.read());
        return rules.rules().policy().toString();
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
            err().println("waywiser: going on without keys of IKE SAs: " + e.getMessage());
            return null;
        }
    }

    private @Nullable AgentServer offer(OwnSource own) throws UserError, IOException {
        return offerSocket.given()
                ? OwnSourceOptions.offer(own, offerSocket.get(), Optional.empty(), Access.byFile())
                : null;
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

    private ServerPlan plan(InetAddress address, int port, Rulebook rules, @Nullable KeySource keys) throws UserError {
        return new ServerPlan(
                new InetSocketAddress(address, port),
                0,
                testPorts.get().first(),
                testPorts.get().last(),
                offered(policy.passphrases.given() || keys != null).or(TwampServer.FEATURES),
                rules,
                keys,
                new BindingRules(
                        bindingOptions.plan(),
                        bindingOptions.sharedKeys(keySource.agent),
                        onDelete.get(),
                        openInside.given()),
                strictAddress.given(),
                100_000,
                Duration.ofMinutes(15),
                bypass.atServer(),
                null);
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
            throw cannotListen("--twamp-port", twampPort.get(), e);
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
        if (modes.given()) {
            Modes wanted = modes.get().modes().stream().reduce(Modes.NONE, Modes::or);
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
        PrintWriter out = out();
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
