package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.Reports.KeyNames;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.AgentSaBinder;
import org.waywiser.node.AgentSaFinder;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.Credentials;
import org.waywiser.node.EmbeddedSaBinder;
import org.waywiser.node.EmbeddedSaFinder;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.PathFinder;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.path.PathReport;

/** What keys a measurement, and the way from these options to credentials. */
final class KeyingOptions extends Options {
    /**
     * What was found.
     *
     * @param keys holds the SAs and tells of their rekeyings, null where there are none
     */
    record Keying(Credentials credentials, @Nullable KeySource keys, KeyNames names) {}

    /** Measures with it. */
    interface Body {
        int measure(Keying keying) throws Exception;
    }

    private final CredentialOptions credentials = with(new CredentialOptions());

    private final KeySourceOptions keySource = with(new KeySourceOptions());

    private final BindingOptions bindingOptions = with(new BindingOptions());

    private final IkeOptions ikeOptions = with(new IkeOptions());

    private @Nullable AutoSecurity auto;

    /** How the measurement is to be bound to an SA. */
    BindingPlan binding() throws UserError {
        return bindingOptions.plan();
    }

    /** Refuses what only two-way measurements have. */
    void requireOneWay() throws UserError {
        credentials.requireOneWay();
    }

    /** Refuses keys that the two servers of a session cannot have in common. */
    void requireThirdParty() throws UserError {
        if (binding().profile() == Profile.RFC7717) return;
        throw new UserError(
                ExitStatus.USAGE,
                "--profile " + binding().profile()
                        + " takes the keys of test packets from an SA with each server: two servers have none in"
                        + " common; leave out --profile or --third-party");
    }

    /** Who is asked what protects the path. */
    PathFinder paths() {
        return new PathFinder(keySource.agent.toAsk());
    }

    /** Refuses keys beside those of another option. */
    void requireNone(String other) throws UserError {
        credentials.requireNone(other);
        if (ikeOptions.configured() || keySource.asksForAgent()) {
            throw new UserError(ExitStatus.USAGE, other + " and IKE contradict each other: leave one out");
        }
    }

    /** Measures by STAMP, with keys of IKE only where they are asked for, as no RFC has them. */
    int measureIfAsked(ServerOptions server, PrintWriter err, Body body) throws Exception {
        credentials.requireStamp();
        if (binding().profile() != Profile.RFC7717) {
            throw new UserError(ExitStatus.USAGE, "STAMP has no --profile: leave it out");
        }
        boolean asked = ikeOptions.configured() || keySource.asksForAgent();
        if (!asked && !credentials.insistsOnIke()) credentials.settleOpen();
        return measure(server, err, body);
    }

    /** Measures with what the options come to, as long as its keys are held. */
    int measure(ServerName server, PrintWriter err, Body body) throws Exception {
        try {
            return new Choice(server, err, body).measure();
        } catch (MeasurementFailure e) {
            throw auto == null ? e : auto.explained(e);
        }
    }

    /** The choice of keys for one measurement. */
    private final class Choice {
        private final ServerName server;
        private final PrintWriter err;
        private final Body body;

        Choice(ServerName server, PrintWriter err, Body body) {
            this.server = server;
            this.err = err;
            this.body = body;
        }

        int measure() throws Exception {
            keySource.requireShortLived();
            Optional<Path> agent = keySource.agentSocket(ikeOptions);
            BindingPlan binding = binding();
            if (binding.profile().namesSaInGreeting()) {
                return agent.isPresent() ? boundByAgent(binding, agent.get()) : bound(binding);
            }
            chooseSecurity(ikeOptions.configured() || agent.isPresent());
            if (!credentials.wantsIke(ikeOptions.configured() || agent.isPresent())) return withoutIke();
            return agent.isPresent() ? withAgent(agent.get()) : withOwnIke();
        }

        /** What {@code auto} comes to, and why. */
        private void chooseSecurity(boolean ike) throws UserError {
            if (!credentials.leavesSecurityOpen()) return;
            PathReport path = paths().find(server.address());
            auto = AutoSecurity.of(path, ike, credentials.passphrases.given());
            credentials.settle(auto);
        }

        /** An agent tells of rekeyings of what protects the path all the same. */
        private int withoutIke() throws Exception {
            Credentials found = credentials.credentials(null);
            Optional<Path> socket = keySource.agent.toAsk();
            if (socket.isEmpty()) return with(found, null, "");
            try (var agent = new AgentClient(socket.get())) {
                return with(found, agent, "");
            }
        }

        private int withOwnIke() throws Exception {
            IkeConnection connection = ikeOptions.towards(server.host());
            try (EmbeddedIke ike = ikeOptions.startInitiator()) {
                return with(credentials.credentials(new EmbeddedSaFinder(ike, connection)), ike, KeyNames.EMBEDDED);
            }
        }

        private int withAgent(Path socket) throws Exception {
            announce(socket);
            Optional<String> peer = ikeOptions.expectedPeer();
            try (var agent = new AgentClient(socket)) {
                var finder = new AgentSaFinder(agent, server.host(), peer);
                return with(credentials.credentials(finder), agent, KeyNames.AGENT);
            }
        }

        private int bound(BindingPlan binding) throws Exception {
            if (!ikeOptions.configured()) {
                throw new UserError(
                        ExitStatus.USAGE,
                        "--profile " + binding.profile()
                                + " needs --ike-psk-file, or --ike-cert, --ike-key and --ike-ca, or an agent");
            }
            ikeOptions.prepareFor(binding);
            IkeConnection connection = ikeOptions.towards(server.host());
            try (EmbeddedIke ike = ikeOptions.startInitiator()) {
                var binder = new EmbeddedSaBinder(ike, connection);
                return with(
                        credentials.bound(binding, binder, bindingOptions.sharedKeys(keySource.agent)),
                        ike,
                        KeyNames.EMBEDDED);
            }
        }

        private int boundByAgent(BindingPlan binding, Path socket) throws Exception {
            bindingOptions.checkForAgent();
            announce(socket);
            try (var agent = new AgentClient(socket)) {
                var binder = new AgentSaBinder(agent, server.host(), ikeOptions.expectedPeer());
                return with(
                        credentials.bound(binding, binder, bindingOptions.sharedKeys(keySource.agent)),
                        agent,
                        KeyNames.AGENT);
            }
        }

        private void announce(Path socket) {
            if (!keySource.asksForAgent()) err.println("waywiser: keys from the agent at " + socket);
        }

        private int with(Credentials found, @Nullable KeySource keys, String source) throws Exception {
            var names =
                    new KeyNames(source, String.valueOf(credentials.user.orNull()), auto == null ? null : auto.text());
            return body.measure(new Keying(found, keys, names));
        }
    }
}
