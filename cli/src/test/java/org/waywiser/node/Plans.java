package org.waywiser.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.security.Secret;
import org.waywiser.wire.control.Modes;

/** Servers and measurements on loopback, as tests need them. */
final class Plans {
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    static final Modes ALL = Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
    static final String USER = "alice";
    static final String PASSPHRASE = "correct horse";

    /** Of a laboratory, where keys may be shared on any path. */
    static final SharedKeyRule LABORATORY = new SharedKeyRule(ProtectedPath.UNKNOWN, true);

    /** Where IPsec protects the path. */
    static final SharedKeyRule PROTECTED = new SharedKeyRule((_, _) -> Optional.empty(), false);

    private Plans() {}

    /** A short measurement, which a test may change in one respect or another. */
    static final class Wanted {
        int firstPort;
        int lastPort;
        int sessions = 1;
        long count = 20;
        int padding = -1;
        boolean zeroPadding;
        /** Long, so that a busy machine loses nothing; a run ends once all replies are in. */
        Duration timeout = Duration.ofSeconds(10);

        Duration startDelay = Duration.ZERO;
        int dscp;

        Modes features = Modes.NONE;

        int reflectedPadding;
    }

    static MeasurementPlan measurement(InetSocketAddress server) {
        return measurement(server, _ -> {});
    }

    static MeasurementPlan measurement(InetSocketAddress server, Consumer<Wanted> changes) {
        var wanted = new Wanted();
        changes.accept(wanted);
        return new MeasurementPlan(
                        server,
                        null,
                        wanted.firstPort,
                        wanted.lastPort,
                        wanted.sessions,
                        wanted.count,
                        () -> Schedule.fixed(1_000_000),
                        wanted.padding,
                        wanted.zeroPadding,
                        wanted.timeout,
                        wanted.startDelay,
                        wanted.dscp,
                        0)
                .with(wanted.features, wanted.reflectedPadding);
    }

    static ServerPlan server(@Nullable PassphraseFile passphrases, @Nullable KeySource keys) {
        return ServerPlan.of(new InetSocketAddress(LOOPBACK, 0), ALL, passphrases, keys);
    }

    /** With mixed mode besides. */
    static ServerPlan mixed(@Nullable PassphraseFile passphrases, @Nullable KeySource keys) {
        return ServerPlan.of(new InetSocketAddress(LOOPBACK, 0), ALL.or(Modes.MIXED), passphrases, keys);
    }

    static Secret passphrase() {
        return Secret.of(PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
    }

    static Credentials withPassphrase(Modes mode) {
        return withPassphrase(mode, passphrase());
    }

    static Credentials withPassphrase(Modes mode, Secret passphrase) {
        return new Credentials(
                List.of(mode), SecurityPolicy.OFF, null, USER, passphrase, Credentials.DEFAULT_MAX_COUNT);
    }

    static Credentials withIke(SecurityPolicy policy, SaFinder finder, Modes... modes) {
        return new Credentials(List.of(modes), policy, finder, "", null, Credentials.DEFAULT_MAX_COUNT);
    }
}
