package org.waywiser.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.Credentials;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.OneWayPlan;
import org.waywiser.node.SaBinder;
import org.waywiser.node.SaFinder;
import org.waywiser.node.SecurityPolicy;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.security.Secret;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine.Option;

/** What all measuring commands share; the letters are those of perfSONAR's tools. */
final class MeasuringOptions {
    /** What fits into a UDP datagram over IPv4 beside the longest packet. */
    private static final int MAX_PADDING = 65_507 - 48;

    /** How hard to insist on keys. */
    enum Security {
        AUTO,
        OPEN,
        PASSPHRASE,
        IKE
    }

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            defaultValue = "100",
            description = "Packets to send. Default: ${DEFAULT-VALUE}.")
    long count;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "TIME",
            defaultValue = "0.1e",
            converter = Quantity.IntervalConverter.class,
            description = "Gap between packets in seconds or with a unit (100ms, 20us); with f fixed, else exponential"
                    + " with that mean. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    Interval interval;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = Quantity.DurationConverter.class,
            description = "How long to send; takes the place of --count.")
    @Nullable
    Duration duration;

    @Option(
            names = {"-s", "--padding"},
            paramLabel = "OCTETS",
            defaultValue = "-1",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description =
                    "Padding of each packet. Default: none one-way; two-way as much as makes both directions equally"
                            + " long (27 in open mode, else 64).")
    int padding;

    @Option(names = "--zero-padding", description = "Pads with zeros instead of pseudo-random octets.")
    boolean zeroPadding;

    @Option(
            names = {"-L", "--timeout"},
            paramLabel = "TIME",
            defaultValue = "2",
            converter = Quantity.DurationConverter.class,
            description = "A packet that takes longer, two-way there and back, is lost. Default: ${DEFAULT-VALUE} s.")
    @SuppressWarnings("NullAway.Init")
    Duration timeout;

    @Option(
            names = {"-z", "--delay-start"},
            paramLabel = "TIME",
            defaultValue = "0",
            converter = Quantity.DurationConverter.class,
            description = "Wait so long before the first packet. Default: ${DEFAULT-VALUE} s.")
    @SuppressWarnings("NullAway.Init")
    Duration delayStart;

    @Option(
            names = {"-D", "--dscp"},
            paramLabel = "DSCP",
            defaultValue = "0",
            converter = Dscp.class,
            description = "Differentiated Services Code Point: 0 to 63, ef, cs0 to cs7, af11 to af43.")
    int dscp;

    @Option(
            names = {"-P", "--ports"},
            paramLabel = "LO-HI",
            defaultValue = "0",
            converter = PortRange.Converter.class,
            description = "Local UDP ports for test packets; 0 for any. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    PortRange ports;

    @Option(
            names = {"-S", "--source"},
            paramLabel = "ADDRESS",
            description = "Local address.")
    @Nullable
    String source;

    @Option(
            names = {"-A", "--mode"},
            paramLabel = "LIST",
            converter = ModeList.Converter.class,
            description =
                    "Modes in the order wanted: O open, A authenticated, E encrypted. The first that the server offers"
                            + " is taken. Default: A,E with keys, else O.")
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

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "1",
            description = "Test sessions on one control connection, all at the same time. Default: ${DEFAULT-VALUE}.")
    int sessions;

    /**
     * What to measure.
     *
     * @param records single packets to keep of each session
     */
    MeasurementPlan plan(InetSocketAddress server, int records) throws UserError {
        long packets = checkedPackets();
        return new MeasurementPlan(
                server,
                source == null ? null : AddressLookup.local(source),
                ports.first(),
                ports.last(),
                sessions,
                packets,
                () -> interval.schedule(new SplittableRandom()),
                padding,
                zeroPadding,
                timeout,
                delayStart,
                dscp,
                records);
    }

    /** What to measure one-way: each direction as often as there are to be sessions. */
    OneWayPlan oneWayPlan(InetSocketAddress server, List<OneWayPlan.Direction> directions) throws UserError {
        long packets = checkedPackets();
        if (packets > OneWayPlan.MOST_PACKETS) {
            throw new UserError(ExitStatus.USAGE, "--count must be 1 to " + OneWayPlan.MOST_PACKETS);
        }
        return new OneWayPlan(
                server,
                source == null ? null : AddressLookup.local(source),
                ports.first(),
                ports.last(),
                Stream.generate(() -> directions)
                        .limit(sessions)
                        .flatMap(List::stream)
                        .toList(),
                packets,
                List.of(interval.slot()),
                Math.max(0, padding),
                zeroPadding,
                timeout,
                delayStart,
                dscp);
    }

    private long checkedPackets() throws UserError {
        long packets = packets();
        if (packets < 1 || packets > 1L << 32) throw new UserError(ExitStatus.USAGE, "--count must be 1 to 4294967296");
        if (sessions < 1 || sessions > 1000) throw new UserError(ExitStatus.USAGE, "--sessions must be 1 to 1000");
        if (padding < -1 || padding > MAX_PADDING) {
            throw new UserError(ExitStatus.USAGE, "--padding must be 0 to " + MAX_PADDING);
        }
        if (maxCount < PasswordKey.LEAST_COUNT || maxCount > PasswordKey.HARD_LIMIT) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--max-count must be " + PasswordKey.LEAST_COUNT + " to " + PasswordKey.HARD_LIMIT);
        }
        if (timeout.isZero()) throw new UserError(ExitStatus.USAGE, "--timeout must be more than 0");
        return packets;
    }

    /** How many to send. */
    long packets() throws UserError {
        if (duration == null) return count;
        if (interval.nanos() == 0) throw new UserError(ExitStatus.USAGE, "--duration needs an --interval above 0");
        return Math.max(1, Math.ceilDiv(duration.toNanos(), interval.nanos()));
    }

    /** Whether it is left open what protects the measurement. */
    boolean leavesSecurityOpen() {
        return security == Security.AUTO && modes == null;
    }

    /** Takes what was found to do: inside IPsec no keys of our own. */
    void settle(AutoSecurity found) {
        if (found.choice() == AutoSecurity.Choice.INSIDE) security = Security.OPEN;
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
        if (security == Security.OPEN || security == Security.PASSPHRASE) {
            throw new UserError(
                    ExitStatus.USAGE, "--profile " + binding.profile() + " has keys of SAs only: leave out --security");
        }
        List<Modes> wanted = modes(true);
        if (wanted.contains(Modes.UNAUTHENTICATED)) {
            throw new UserError(ExitStatus.USAGE, "--profile " + binding.profile() + " excludes mode O");
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
                    ExitStatus.USAGE, "modes A and E need keys: --pfs with --user, the --ike options, or an agent");
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
}
