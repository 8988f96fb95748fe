package org.waywiser.keys.credentials;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.waywiser.security.ike.auth.Revocations;
import org.waywiser.wire.Octets;

/**
 * Certificate revocation lists and OCSP responses from files. Whoever asks gets what is at hand and never waits: when the last look is a
 * minute old, the files are looked at again in the background, and read if they have changed.
 */
public final class RevocationFiles implements Supplier<Revocations> {
    private static final System.Logger LOG = System.getLogger("org.waywiser.keys");
    private static final int MAX_RESPONSE_OCTETS = 1 << 16;
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final List<Path> lists;
    private final List<Path> responses;
    private final LongSupplier nanoTime;
    private final Executor background;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Look last;

    /** What was seen, and when. */
    private record Look(Revocations revocations, Map<Path, FileTime> changed, long atNanos) {}

    RevocationFiles(List<Path> lists, List<Path> responses, LongSupplier nanoTime, Executor background)
            throws UnusableCredentials {
        this.lists = List.copyOf(lists);
        this.responses = List.copyOf(responses);
        this.nanoTime = nanoTime;
        this.background = background;
        this.last = new Look(read(), changed(), nanoTime.getAsLong());
    }

    /**
     * Reads them for the first time.
     *
     * @param lists files or folders, in PEM or DER
     * @param responses files as {@code openssl ocsp -respout} writes them
     * @throws UnusableCredentials naming the file that cannot be used
     */
    public static RevocationFiles read(List<Path> lists, List<Path> responses) throws UnusableCredentials {
        return new RevocationFiles(lists, responses, System::nanoTime, Thread::startVirtualThread);
    }

    @Override
    public Revocations get() {
        Look seen = last;
        if (nanoTime.getAsLong() - seen.atNanos() >= FRESH.toNanos() && looking.compareAndSet(false, true)) {
            background.execute(this::lookAgain);
        }
        return seen.revocations();
    }

    private void lookAgain() {
        Look before = last;
        Map<Path, FileTime> now = changed();
        Revocations revocations = before.revocations();
        try {
            if (!now.equals(before.changed())) revocations = read();
        } catch (UnusableCredentials e) {
            // what was read before may still be in force: its own dates tell
            LOG.log(Level.WARNING, "revocations stay as they were: {0}", e.getMessage());
        } finally {
            last = new Look(revocations, now, nanoTime.getAsLong());
            looking.set(false);
        }
    }

    private Revocations read() throws UnusableCredentials {
        var allLists = new ArrayList<X509CRL>();
        for (Path place : lists) allLists.addAll(PemFiles.revocationLists(place));
        var allResponses = new ArrayList<Octets>();
        for (Path file : responses) allResponses.add(Octets.of(SecretFiles.read(file, MAX_RESPONSE_OCTETS)));
        return new Revocations(allLists, allResponses);
    }

    /** When each file has changed last; a folder changes with the names in it, and its files with their contents. */
    private Map<Path, FileTime> changed() {
        var changed = new LinkedHashMap<Path, FileTime>();
        for (Path place : lists) {
            try {
                for (Path file : PemFiles.files(place)) note(file, changed);
            } catch (UnusableCredentials e) {
                note(place, changed);
            }
        }
        for (Path file : responses) note(file, changed);
        return changed;
    }

    private static void note(Path file, Map<Path, FileTime> changed) {
        try {
            changed.put(file, Files.getLastModifiedTime(file));
        } catch (IOException e) {
            changed.put(file, FileTime.fromMillis(0)); // gone: reading it tells why
        }
    }
}
