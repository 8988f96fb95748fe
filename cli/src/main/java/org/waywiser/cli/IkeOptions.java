package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.agent.AgentError;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.EmbeddedKeeper;
import org.waywiser.keys.connections.IkeConfiguration;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.ExpiryWatch;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.PostQuantumKeyFile;
import org.waywiser.keys.credentials.PreSharedKeyFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.KeptConnections;
import org.waywiser.node.BindingPlan;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeResponder;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.protocol.ike.PpkPolicy;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.wire.ike.Identification;

/** Options of the embedded IKEv2 engine, the same wherever it runs. */
final class IkeOptions extends Options {
    final Option<String> id = option(String.class, "--ike-id")
            .label("ID")
            .help("Own identity: a domain name, address, mail address, distinguished name or keyid:HEX."
                    + " Default: the first name of the certificate.");

    final Option<String> peerId = option(String.class, "--ike-peer-id")
            .label("ID")
            .help("Identity the peer has to prove; %%any for any. Default: the host called must stand in its"
                    + " certificate, or it must know the key of that host.");

    final Option<Path> preSharedKeys = option(Path.class, "--ike-psk-file")
            .label("FILE")
            .help("Pre-shared keys, one peer a line: identity : secret");

    final Option<Path> postQuantumKeys = option(Path.class, "--ike-ppk-file")
            .label("FILE")
            .help("Post-quantum pre-shared keys, one a line: identity : name : secret (RFC 8784)");

    final Flag postQuantumKeyRequired = flag("--ike-ppk-required")
            .help("No IKE SA without a post-quantum key with peers that --ike-ppk-file has one for.");

    final CertificateOptions certified = with(new CertificateOptions());

    final LifetimeOptions lifetimes = with(new LifetimeOptions());

    final Option<Integer> port =
            option(new PortRange.Single(), "--ike-port").label("PORT").help("Own UDP port for IKE.");

    final Option<Integer> peerPort = option(new PortRange.Single(), "--ike-peer-port")
            .label("PORT")
            .otherwise("500")
            .help("UDP port of the peer's IKE. Default: ${DEFAULT-VALUE}.");

    final Option<String> proposal = option(String.class, "--ike-proposal")
            .label("LIST")
            .help("Algorithms, such as aes256gcm16-prfsha384-x25519; several separated by commas.");

    final Option<Duration> patience = option(new Quantity.DurationConverter(), "--ike-timeout")
            .label("TIME")
            .otherwise("10s")
            .help("How long to try for an IKE SA. Default: ${DEFAULT-VALUE}.");

    final Option<Path> configuration = option(Path.class, "--config")
            .label("FILE")
            .help("Connections of a YAML file, instead of the options above: see docs/ike.md.");

    final Flag checkConfiguration =
            flag("--check-config").help("Only reads the files of the configuration and says what is wrong with them.");

    /** SAs made by these options have what connections are to be bound to. */
    void prepareFor(BindingPlan plan) {
        if (plan.root() != RootKind.IPSEC_SA) return;
        lifetimes.needChild(plan.profile() == Profile.DRAFT_ALT2 ? "aes256-sha256" : "aes256gcm16");
    }

    /**
     * Does what {@code --check-config} asks for.
     *
     * @return whether that was all that was asked for
     * @throws InvalidConfiguration with everything that is wrong
     */
    boolean checked(PrintWriter out) throws InvalidConfiguration, UserError {
        if (!checkConfiguration.given()) return false;
        Optional<IkeConfiguration> file = configuration();
        if (file.isEmpty()) throw new UserError(ExitStatus.USAGE, "--check-config needs --config FILE");
        out.printf("%s can be used%n", configuration.get());
        file.get().connections().forEach(connection -> out.println("  " + text(connection)));
        out.flush();
        return true;
    }

    private static String text(IkeConnection connection) {
        return "%s: %s, as %s, %s"
                .formatted(
                        connection.name(),
                        connection
                                .peer()
                                .map(peer -> "peer " + peer.getHostString() + " port " + peer.getPort())
                                .orElse("only answers"),
                        Identities.text(connection.policy().authenticator().identity()),
                        connection.policy().proposals());
    }

    /** Whether messages are shown, by the commands that can. */
    boolean traced;

    /** What stands in the file, once it has been read: with it go all certificates and keys that it names. */
    private @Nullable IkeConfiguration read;

    /** Whether there is anything to authenticate with. */
    boolean configured() {
        return configuration.given() || described();
    }

    /** Whether the options themselves say how. */
    private boolean described() {
        return preSharedKeys.given() || !certified.certificates.get().isEmpty();
    }

    /** The file of {@code --config}, empty where options describe the one connection there is. */
    Optional<IkeConfiguration> configuration() throws InvalidConfiguration, UserError {
        if (!configuration.given()) return Optional.empty();
        boolean more = described()
                || postQuantumKeys.given()
                || id.given()
                || peerId.given()
                || certified.given()
                || proposal.given()
                || port.given()
                || lifetimes.given();
        if (more) throw new UserError(ExitStatus.USAGE, "--config takes the place of the other --ike options");
        if (read == null) read = IkeConfiguration.read(configuration.get());
        return Optional.of(read);
    }

    /**
     * What the options name, read from its files.
     *
     * @throws UnusableCredentials with one line for the user: exit status 2
     */
    private IkeCredentials credentials() throws UnusableCredentials {
        List<CertifiedKey> own = certified.own();
        if (!described()) {
            throw new UnusableCredentials("IKE needs --ike-psk-file, or --ike-cert with --ike-key and --ike-ca");
        }
        if (preSharedKeys.given() && own.isEmpty() && !id.given()) {
            throw new UnusableCredentials("--ike-psk-file needs --ike-id");
        }
        Optional<PreSharedKeys> keys =
                preSharedKeys.given() ? Optional.of(PreSharedKeyFile.read(preSharedKeys.get())) : Optional.empty();
        if (postQuantumKeyRequired.given() && !postQuantumKeys.given()) {
            throw new UnusableCredentials("--ike-ppk-required needs --ike-ppk-file");
        }
        IkeCredentials credentials = new IkeCredentials(
                identity("--ike-id", id.orNull()),
                expected(),
                keys,
                own,
                certified.trust(),
                certified.schemes(),
                proposals());
        return postQuantumKeys.given()
                ? credentials.withPpk(
                        new PpkPolicy(PostQuantumKeyFile.read(postQuantumKeys.get()), postQuantumKeyRequired.given()))
                : credentials;
    }

    /** Starts an engine that only initiates. */
    EmbeddedIke startInitiator() throws UserError, InvalidConfiguration {
        Optional<IkeConfiguration> file = configuration();
        return file.isPresent()
                ? start(file.get(), List.of(), 0, IkeResponder.SILENT)
                : start(List.of(), 0, IkeSettings.defaults(IkeResponder.SILENT));
    }

    /**
     * Starts an engine that answers peers.
     *
     * @param listen unless the configuration has other addresses
     */
    EmbeddedIke startResponder(InetAddress listen) throws UserError, InvalidConfiguration {
        Optional<IkeConfiguration> file = configuration();
        if (file.isPresent()) {
            return start(
                    file.get(),
                    List.of(listen),
                    IkeConnection.IKE_PORT,
                    file.get().responder());
        }
        try {
            IkePolicy policy = lifetimes.applied(credentials().answering());
            return start(List.of(listen), IkeConnection.IKE_PORT, IkeSettings.defaults(Optional.of(policy)));
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private EmbeddedIke start(IkeConfiguration file, List<InetAddress> listen, int otherwise, IkeResponder responder)
            throws UserError {
        return start(
                file.listen().isEmpty() ? listen : file.listen(),
                file.port().orElse(otherwise),
                file.settings(responder));
    }

    private EmbeddedIke start(List<InetAddress> listen, int otherwise, IkeSettings settings) throws UserError {
        try {
            return EmbeddedIke.start(listen, port.orElse(otherwise), settings.withTrace(traced));
        } catch (IOException e) {
            throw UserError.of(ExitStatus.NO_CONNECTION, e);
        }
    }

    /** Warns daily of certificates of our own that expire. */
    ExpiryWatch watchCertificates() throws UserError, InvalidConfiguration {
        return ExpiryWatch.start(examined());
    }

    /**
     * Reads all that peers are met with.
     *
     * @return certificates of our own
     */
    List<CertifiedKey> examined() throws UserError, InvalidConfiguration {
        Optional<IkeConfiguration> file = configuration();
        if (file.isPresent()) return file.get().certificates();
        try {
            var _ = credentials().answering();
            return certified.own();
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    /**
     * The connection of that name in the configuration, or the one that the options describe with that host.
     *
     * @param host as the user named it
     */
    IkeConnection towards(String host) throws UserError, InvalidConfiguration {
        Optional<IkeConfiguration> file = configuration();
        if (file.isPresent()) {
            return file.get()
                    .find(host)
                    .filter(connection -> connection.peer().isPresent())
                    .orElseThrow(() -> new UserError(ExitStatus.USAGE, missing(host, file.get())));
        }
        try {
            Optional<Identification> name = identity("host", host);
            var peer = InetSocketAddress.createUnresolved(host, peerPort.get());
            return IkeConnection.towards(peer, lifetimes.applied(credentials().towards(name.orElseThrow())))
                    .withPatience(patience.get());
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    /** Keeps up those connections of the configuration that start with the process. */
    KeptConnections keepUp(EmbeddedIke ike) throws UserError, InvalidConfiguration {
        return KeptConnections.start(
                ike, configuration().map(IkeConfiguration::connections).orElse(List.of()));
    }

    /** Those of {@code --ike-ppk-file}. */
    Optional<PostQuantumKeys> postQuantumKeys() throws UnusableCredentials {
        return postQuantumKeys.given() ? Optional.of(PostQuantumKeyFile.read(postQuantumKeys.get())) : Optional.empty();
    }

    /** The SAs of an engine for an agent, which sets up those that are asked for. */
    EmbeddedKeeper keeper(EmbeddedIke ike) {
        return new EmbeddedKeeper(ike, this::forAgent);
    }

    /** {@link #towards} for an agent, whose log and whose user are told why there is none. */
    private IkeConnection forAgent(String host) throws AgentFailure {
        try {
            return towards(host);
        } catch (UserError | InvalidConfiguration e) {
            throw new AgentFailure(AgentError.NOT_CONFIGURED, String.valueOf(e.getMessage()));
        }
    }

    private String missing(String host, IkeConfiguration file) {
        String names = file.connections().stream()
                .filter(connection -> connection.peer().isPresent())
                .map(IkeConnection::name)
                .collect(Collectors.joining(", "));
        return configuration.get() + " has no connection " + host + " with a peer, only: " + names;
    }

    /**
     * The identity that the peer has to prove, as reports show it; empty where the options leave it open.
     *
     * @throws UserError if it is none
     */
    Optional<String> expectedPeer() throws UserError {
        try {
            return expected() instanceof Expected.Named(var named)
                    ? Optional.of(Identities.text(named))
                    : Optional.empty();
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private Expected expected() throws UnusableCredentials {
        if ("%any".equals(peerId.orNull())) return new Expected.Anyone();
        Optional<Identification> named = identity("--ike-peer-id", peerId.orNull());
        return named.isPresent() ? new Expected.Named(named.get()) : new Expected.TheHostCalled();
    }

    private static Optional<Identification> identity(String option, @Nullable String text) throws UnusableCredentials {
        try {
            return text == null ? Optional.empty() : Optional.of(Identities.parse(text));
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials(option + ": " + e.getMessage(), e);
        }
    }

    private IkeProposals proposals() throws UnusableCredentials {
        try {
            return proposal.given() ? IkeProposals.parse(proposal.get()) : IkeProposals.DEFAULT;
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials("--ike-proposal: " + e.getMessage(), e);
        }
    }
}
