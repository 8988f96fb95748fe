package org.waywiser.node.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.policy.Grant;
import org.waywiser.node.policy.Limit;

/** The room that the sessions of a store take, all of them counted in octets. Any thread. */
final class Room {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private record Ended(Instant at, Path file, long octets) {}

    private final @Nullable StoreLimits limits;
    private final InstantSource clock;
    private final TreeSet<Ended> ended =
            new TreeSet<>(Comparator.comparing(Ended::at).thenComparing(Ended::file));
    private final Map<Path, Grant> charged = new HashMap<>();
    private long used;
    private int running;

    /** @param limits null for none */
    Room(@Nullable StoreLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** A session begins with so many. @throws IOException if there is no room, and there is no session then */
    synchronized void begin(long octets) throws IOException {
        expire();
        take(octets);
        running++;
    }

    /** What that file takes is of a class: until it is deleted. */
    synchronized void charge(Path file, Grant disk) {
        charged.put(file, disk);
    }

    /** A running session needs more. @throws IOException if those that run need all there is */
    synchronized void take(long octets) throws IOException {
        while (limits != null && used + octets > limits.octets()) {
            if (ended.isEmpty()) throw new IOException("the quota of " + limits.octets() + " octets is used up");
            delete("others need its room");
        }
        used += octets;
    }

    /** A session has ended that took so many, of which some are left. */
    synchronized void ended(Path file, long octets, long left) {
        used -= octets;
        found(file, left, clock.instant());
        Grant disk = charged.get(file);
        if (disk != null) disk.becomes(Limit.DISK, left);
        over();
    }

    /** A session that took so many is no more. */
    synchronized void discarded(Path file, long octets) {
        used -= octets;
        release(file);
        over();
    }

    /** A session has ended before. */
    synchronized void found(Path file, long octets, Instant at) {
        used += octets;
        if (limits != null) ended.add(new Ended(at, file, octets));
    }

    /** All of it was fetched: deletes it if its class wants that. */
    synchronized void fetched(Path file, Predicate<String> deletes) {
        Grant disk = charged.get(file);
        // What an earlier process has stored is of no class that is known.
        if (!deletes.test(disk == null ? "" : disk.ofClass())) return;
        ended.stream()
                .filter(one -> one.file().equals(file))
                .findFirst()
                .ifPresent(one -> delete(one, "it was fetched"));
    }

    /** Deletes what ended too long ago. */
    synchronized void expire() {
        if (limits == null) return;
        Instant oldest = clock.instant().minus(limits.age());
        while (!ended.isEmpty() && ended.first().at().isBefore(oldest)) delete("it is too old");
    }

    /** Waits until nothing runs, or until patience is at its end. */
    synchronized void awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); running > 0 && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release(Path file) {
        Grant disk = charged.remove(file);
        if (disk != null) disk.close();
    }

    private void over() {
        running--;
        notifyAll();
    }

    private void delete(String why) {
        delete(ended.getFirst(), why);
    }

    private void delete(Ended oldest, String why) {
        ended.remove(oldest);
        used -= oldest.octets();
        release(oldest.file());
        LOG.log(Level.INFO, "deletes session {0}: {1}", oldest.file().getFileName(), why);
        try {
            Files.deleteIfExists(oldest.file());
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot delete {0}", e.toString());
        }
    }
}
