package org.waywiser.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.Credentials;
import org.waywiser.node.SaBinder;
import org.waywiser.node.SaFinder;
import org.waywiser.node.SecurityPolicy;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.security.Secret;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine.Option;

/** Modes and what to key them with. Add to a command with {@code @Mixin}. */
final class CredentialOptions {
    /** How hard to insist on keys. */
    enum Security {
        AUTO,
        OPEN,
        PASSPHRASE,
        IKE
    }

    @Option(
            names = {"-A", "--mode"},
            paramLabel = "LIST",
            converter = ModeList.Converter.class,
            description =
                    "Modes in the order wanted: O open, A authenticated, E encrypted, and two-way M mixed: control"
                            + " encrypted, test packets open. The first that the server offers is taken. Default: A,E"
                            + " with keys, else O.")
    @Nullable
    ModeList modes;

    @Option(
            names = {"-k", "--pfs"},
            paramLabel = "FILE",
            description = "Passphrase file as of perfSONAR's pfstore.")
    @Nullable
    Path passphrases;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "Identity in the passphrase file.")
    @Nullable
    String user;

    @Option(
            names = "--security",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "auto: open inside IPsec that encrypts and authenticates both ways, else IKEv2-derived keys if"
                            + " they can be had, else a passphrase, else open; ike: IKEv2-derived keys or nothing;"
                            + " passphrase; open. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    Security security;

    @Option(
            names = "--max-count",
            paramLabel = "N",
            defaultValue = "32768",
            description = "Largest PBKDF2 Count of a server to work for, at most 1048576. Default: ${DEFAULT-VALUE}.")
    long maxCount;

    /** Whether it is left open what protects the measurement. */
    boolean leavesSecurityOpen() {
        return security == Security.AUTO && modes == null;
    }

    /** Takes what was found to do: inside IPsec no keys of our own. */
    void settle(AutoSecurity found) {
        if (found.choice() == AutoSecurity.Choice.INSIDE) security = Security.OPEN;
    }

    /** One-way there is no mixed mode. RFC 7718 §3.2. */
    void requireOneWay() throws UserError {
        if (modes != null && modes.modes().contains(Modes.MIXED)) {
            throw new UserError(ExitStatus.USAGE, "one-way there is no mode M: leave it out of --mode");
        }
    }

    /** Refuses what STAMP does not have. */
    void requireStamp() throws UserError {
        boolean classic = passphrases != null || user != null || security == Security.PASSPHRASE;
        if (classic || modes != null) {
            throw new UserError(
                    ExitStatus.USAGE, "STAMP has no passphrases and no --mode: take --stamp-key-file, or IKE");
        }
    }

    /** Refuses keys of any kind beside those of another option. */
    void requireNone(String other) throws UserError {
        requireStamp();
        if (security == Security.IKE) throw new UserError(ExitStatus.USAGE, other + " excludes --security ike");
    }

    boolean insistsOnIke() {
        return security == Security.IKE;
    }

    /** No keys, whatever could be had. */
    void settleOpen() {
        security = Security.OPEN;
    }

    /** Whether an IKE SA is to be used. */
    boolean wantsIke(boolean configured) {
        boolean openOnly = modes != null && modes.modes().equals(List.of(Modes.UNAUTHENTICATED));
        return security == Security.IKE || security == Security.AUTO && configured && !openOnly;
    }

    /**
     * What to key it with.
     *
     * @param ike finds SAs, null where no IKE is configured
     */
    Credentials credentials(@Nullable SaFinder ike) throws UserError {
        checkCount();
        boolean wantsIke = security == Security.IKE || security == Security.AUTO && ike != null;
        if (wantsIke && ike == null) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--security ike needs --ike-psk-file, or --ike-cert, --ike-key and --ike-ca, or an agent");
        }
        boolean wantsPassphrase = security == Security.PASSPHRASE || security == Security.AUTO && passphrases != null;
        Secret passphrase = wantsPassphrase ? passphrase() : null;
        boolean keyed = wantsIke || wantsPassphrase;
        return new Credentials(
                modes(keyed),
                !wantsIke
                        ? SecurityPolicy.OFF
                        : security == Security.IKE ? SecurityPolicy.REQUIRE : SecurityPolicy.PREFER,
                ike,
                user == null ? "" : user,
                passphrase,
                maxCount);
    }

    /** The same in a profile of the drafts. */
    Credentials bound(BindingPlan binding, SaBinder binder, SharedKeyRule sharedKeys) throws UserError {
        checkCount();
        if (security == Security.OPEN || security == Security.PASSPHRASE) {
            throw new UserError(
                    ExitStatus.USAGE, "--profile " + binding.profile() + " has keys of SAs only: leave out --security");
        }
        List<Modes> wanted = modes(true);
        if (wanted.contains(Modes.UNAUTHENTICATED) || wanted.contains(Modes.MIXED)) {
            throw new UserError(ExitStatus.USAGE, "--profile " + binding.profile() + " excludes modes O and M");
        }
        return Credentials.bound(binding, binder, sharedKeys, wanted, maxCount);
    }

    private List<Modes> modes(boolean keyed) throws UserError {
        List<Modes> wanted = modes != null
                ? modes.modes()
                : keyed ? List.of(Modes.AUTHENTICATED, Modes.ENCRYPTED) : List.of(Modes.UNAUTHENTICATED);
        boolean open = wanted.contains(Modes.UNAUTHENTICATED);
        boolean protect = wanted.stream().anyMatch(mode -> !mode.equals(Modes.UNAUTHENTICATED));
        if (open && security == Security.IKE) {
            throw new UserError(ExitStatus.USAGE, "--security ike excludes mode O: leave it out of --mode");
        }
        if (protect && !keyed) {
            throw new UserError(
                    ExitStatus.USAGE, "modes A, E and M need keys: --pfs with --user, the --ike options, or an agent");
        }
        return wanted;
    }

    private Secret passphrase() throws UserError {
        if (passphrases == null || user == null) {
            throw new UserError(ExitStatus.USAGE, "a passphrase needs both --pfs FILE and --user NAME");
        }
        try {
            String name = user;
            return PassphraseFile.read(passphrases)
                    .find(name)
                    .orElseThrow(() -> new UserError(ExitStatus.USAGE, passphrases + " has no identity " + name));
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private void checkCount() throws UserError {
        if (maxCount < PasswordKey.LEAST_COUNT || maxCount > PasswordKey.HARD_LIMIT) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--max-count must be " + PasswordKey.LEAST_COUNT + " to " + PasswordKey.HARD_LIMIT);
        }
    }
}
