package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.node.policy.ConnectionLimits;
import org.waywiser.node.policy.Policy;
import org.waywiser.node.policy.PolicyFile;
import org.waywiser.node.policy.ServerRules;

/** What a server goes by and can be told anew while it serves. */
final class PolicyOptions extends Options {
    final Option<Path> passphrases =
            option(Path.class, "-k", "--pfs").label("FILE").help("Passphrase file as of perfSONAR's pfstore.");

    private final Option<Path> policy = option(Path.class, "--policy")
            .label("FILE")
            .help("Classes of clients and their limits: a .limits file of perfSONAR, or YAML if its name ends in"
                    + " .yaml or .yml. Default: no limits.");

    private final Option<Integer> connections =
            option(Integer.class, "--max-connections").label("N").help("Control connections at once. Default: 10000.");

    private final Option<Integer> perAddress = option(Integer.class, "--max-connections-per-address")
            .label("N")
            .help("Of these from one IPv4 address, or from one IPv6 network of 64 bits. Default: 1000.");

    private final Option<Duration> handshake = option(new Quantity.DurationConverter(), "--handshake-timeout")
            .label("TIME")
            .help("How long a client may take to set up its connection. Default: 60s.");

    private final Option<Duration> idle = option(new Quantity.DurationConverter(), "--idle-timeout")
            .label("TIME")
            .help("How long a connection may be silent while nothing is measured (SERVWAIT). Default: 15m.");

    /** Reads all files anew. */
    ServerRules read() throws InvalidConfiguration, UserError {
        try {
            PolicyFile file = policy.given()
                    ? PolicyFile.read(policy.get())
                    : new PolicyFile(Policy.UNLIMITED, ConnectionLimits.DEFAULT);
            PassphraseFile secrets = passphrases.given() ? PassphraseFile.read(passphrases.get()) : null;
            return new ServerRules(file.policy(), connections(file.connections()), secrets);
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private ConnectionLimits connections(ConnectionLimits file) throws UserError {
        var limits = new ConnectionLimits(
                connections.orElse(file.most()),
                perAddress.orElse(file.perAddress()),
                Optional.ofNullable(handshake.orNull()).or(file::handshake),
                Optional.ofNullable(idle.orNull()).or(file::idle));
        if (limits.most() < 1 || limits.perAddress() < 1) {
            throw new UserError(ExitStatus.USAGE, "--max-connections and --max-connections-per-address are 1 or more");
        }
        return limits;
    }

    /**
     * Reads all files and says that they can be used.
     *
     * @return whether there are any
     */
    boolean check(PrintWriter out) throws InvalidConfiguration, UserError {
        ServerRules rules = read();
        if (policy.given()) out.printf("%s can be used: %s%n", policy.get(), rules.policy());
        if (passphrases.given()) out.printf("%s can be used%n", passphrases.get());
        return policy.given() || passphrases.given();
    }

    /** What to tell of it; empty without a file. */
    Optional<String> announcement(ServerRules rules) {
        return policy.given() ? Optional.of("policy of " + policy.get() + ": " + rules.policy()) : Optional.empty();
    }
}
