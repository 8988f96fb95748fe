package org.waywiser.keys.credentials;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Warns once a day, as long as a process runs, of certificates of our own that expire soon or have expired. */
public final class ExpiryWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.keys");
    private static final Duration DAY = Duration.ofDays(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("certificate-expiry").factory());

    private ExpiryWatch() {}

    /** Begins a day from now: reading the certificates has warned already. */
    public static ExpiryWatch start(List<CertifiedKey> own) {
        return start(own, DAY, InstantSource.system());
    }

    static ExpiryWatch start(List<CertifiedKey> own, Duration every, InstantSource time) {
        var watch = new ExpiryWatch();
        if (!own.isEmpty()) {
            var _ = watch.timer.scheduleWithFixedDelay(
                    () -> warn(own, time.instant()), every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        }
        return watch;
    }

    private static void warn(List<CertifiedKey> own, Instant now) {
        own.stream()
                .flatMap(key -> key.expiryWarning(now).stream())
                .distinct()
                .forEach(line -> LOG.log(Level.WARNING, "{0}; have it renewed and start again", line));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
