package org.waywiser.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
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

/** Modes and what to key them with. */
final class CredentialOptions extends Options {
    /** How hard to insist on keys. */
    enum Security {
        AUTO,
        OPEN,
        PASSPHRASE,
        IKE
    }

    final Option<ModeList> modes = option(new ModeList.Converter(), "-A", "--mode")
            .label("LIST")
            .help("Modes in the order wanted: O open, A authenticated, E encrypted, and two-way M mixed: control"
                    + " encrypted, test packets open. The first that the server offers is taken. Default: A,E"
                    + " with keys, else O.");

    final Option<Path> passphrases =
            option(Path.class, "-k", "--pfs").label("FILE").help("Passphrase file as of perfSONAR's pfstore.");

    final Option<String> user =
            option(String.class, "-u", "--user").label("NAME").help("Identity in the passphrase file.");

    final Option<Security> security = option(Security.class, "--security")
            .label("KIND")
            .otherwise("auto")
            .help("auto: open inside IPsec that encrypts and authenticates both ways, else IKEv2-derived keys if"
                    + " they can be had, else a passphrase, else open; ike: IKEv2-derived keys or nothing;"
                    + " passphrase; open. Default: ${DEFAULT-VALUE}.");

    final Option<Long> maxCount = option(Long.class, "--max-count")
            .label("N")
            .otherwise("32768")
            .help("Largest PBKDF2 Count of a server to work for, at most 1048576. Default: ${DEFAULT-VALUE}.");

    /** What was found to do; null where that was not asked. */
    private @Nullable Security settled;

    private Security security() {
        return settled == null ? security.get() : settled;
    }

    /** Whether it is left open what protects the measurement. */
    boolean leavesSecurityOpen() {
        return security() == Security.AUTO && !modes.given();
    }

    /** Takes what was found to do: inside IPsec no keys of our own. */
    void settle(AutoSecurity found) {
        if (found.choice() == AutoSecurity.Choice.INSIDE) settled = Security.OPEN;
    }

    /** One-way there is no mixed mode. RFC 7718 §3.2. */
    void requireOneWay() throws UserError {
        if (modes.given() && modes.get().modes().contains(Modes.MIXED)) {
            throw new UserError(ExitStatus.USAGE, "one-way there is no mode M: leave it out of --mode");
        }
    }

    /** Refuses what STAMP does not have. */
    void requireStamp() throws UserError {
        boolean classic = passphrases.given() || user.given() || security() == Security.PASSPHRASE;
        if (classic || modes.given()) {
            throw new UserError(
                    ExitStatus.USAGE, "STAMP has no passphrases and no --mode: take --stamp-key-file, or IKE");
        }
    }

    /** Refuses keys of any kind beside those of another option. */
    void requireNone(String other) throws UserError {
        requireStamp();
        if (security() == Security.IKE) throw new UserError(ExitStatus.USAGE, other + " excludes --security ike");
    }

    boolean insistsOnIke() {
        return security() == Security.IKE;
    }

    /** No keys, whatever could be had. */
    void settleOpen() {
        settled = Security.OPEN;
    }

    /** Whether an IKE SA is to be used. */
    boolean wantsIke(boolean configured) {
        boolean openOnly = modes.given() && modes.get().modes().equals(List.of(Modes.UNAUTHENTICATED));
        return security() == Security.IKE || security() == Security.AUTO && configured && !openOnly;
    }

    /**
     * What to key it with.
     *
     * @param ike finds SAs, null where no IKE is configured
     */
    Credentials credentials(@Nullable SaFinder ike) throws UserError {
        checkCount();
        boolean wantsIke = security() == Security.IKE || security() == Security.AUTO && ike != null;
        if (wantsIke && ike == null) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--security ike needs --ike-psk-file, or --ike-cert, --ike-key and --ike-ca, or an agent");
        }
        boolean wantsPassphrase =
                security() == Security.PASSPHRASE || security() == Security.AUTO && passphrases.given();
        Secret passphrase = wantsPassphrase ? passphrase() : null;
        boolean keyed = wantsIke || wantsPassphrase;
        return new Credentials(
                modes(keyed),
                !wantsIke
                        ? SecurityPolicy.OFF
                        : security() == Security.IKE ? SecurityPolicy.REQUIRE : SecurityPolicy.PREFER,
                ike,
                user.orElse(""),
                passphrase,
                maxCount.get());
    }

    /** The same in a profile of the drafts. */
    Credentials bound(BindingPlan binding, SaBinder binder, SharedKeyRule sharedKeys) throws UserError {
        checkCount();
        if (security() == Security.OPEN || security() == Security.PASSPHRASE) {
            throw new UserError(
                    ExitStatus.USAGE, "--profile " + binding.profile() + " has keys of SAs only: leave out --security");
        }
        List<Modes> wanted = modes(true);
        if (wanted.contains(Modes.UNAUTHENTICATED) || wanted.contains(Modes.MIXED)) {
            throw new UserError(ExitStatus.USAGE, "--profile " + binding.profile() + " excludes modes O and M");
        }
        return Credentials.bound(binding, binder, sharedKeys, wanted, maxCount.get());
    }

    private List<Modes> modes(boolean keyed) throws UserError {
        List<Modes> wanted = modes.given()
                ? modes.get().modes()
                : keyed ? List.of(Modes.AUTHENTICATED, Modes.ENCRYPTED) : List.of(Modes.UNAUTHENTICATED);
        boolean open = wanted.contains(Modes.UNAUTHENTICATED);
        boolean protect = wanted.stream().anyMatch(mode -> !mode.equals(Modes.UNAUTHENTICATED));
        if (open && security() == Security.IKE) {
            throw new UserError(ExitStatus.USAGE, "--security ike excludes mode O: leave it out of --mode");
        }
        if (protect && !keyed) {
            throw new UserError(
                    ExitStatus.USAGE, "modes A, E and M need keys: --pfs with --user, the --ike options, or an agent");
        }
        return wanted;
    }

    private Secret passphrase() throws UserError {
        if (!passphrases.given() || !user.given()) {
            throw new UserError(ExitStatus.USAGE, "a passphrase needs both --pfs FILE and --user NAME");
        }
        try {
            String name = user.get();
            return PassphraseFile.read(passphrases.get())
                    .find(name)
                    .orElseThrow(() -> new UserError(ExitStatus.USAGE, passphrases.get() + " has no identity " + name));
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }

    private void checkCount() throws UserError {
        if (maxCount.get() < PasswordKey.LEAST_COUNT || maxCount.get() > PasswordKey.HARD_LIMIT) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--max-count must be " + PasswordKey.LEAST_COUNT + " to " + PasswordKey.HARD_LIMIT);
        }
    }
}
