package org.waywiser.net.udp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.udp.StampKeyFinder.Candidate;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.Octets;

/**
 * Searches for keys, and the packets that wait for them: few of each flow and of few flows, whatever is forged. The port goes on meanwhile,
 * and T2 was taken before. What a search has brought stands for a while, and later packets are tried with it: who forges the first packet of a
 * session does not put it off. On the port's thread, but for the search itself.
 */
final class StampSearch {
    /** At once, beside those that look again. */
    private static final int MOST_SEARCHES = 64;

    /** On average not more than one begins in so long, since anyone can make us search. */
    private static final long SEARCH_NANOS = 1_000_000L;

    /** Of one flow: those of a second or so, as a search may take when a virtual machine has just begun. */
    private static final int MOST_PACKETS = 256;

    private static final int MOST_OCTETS = 96_000;

    /** A key source may learn of an SA a little later than the sender does: so often a first search looks again, and when. */
    private static final int LOOKS = 5;

    private static final Duration NEXT_LOOK = Duration.ofMillis(100);
    private static final int MOST_PATIENT = 32;

    /** So long a result stands, even if it is nothing. */
    private static final long RESULT_NANOS = 200_000_000L;

    private static final int MOST_RESULTS = 1024;

    /** What is told of the end of a search. */
    interface Found {
        /** Packets that waited; what to try them with is {@link #verifying}. */
        void found(List<Waiting> waiting);
    }

    /** A packet as it arrived. */
    record Waiting(
            Octets octets, Addresses addresses, int timeToLive, int trafficClass, long stampNtp, StampSource source) {
        static Waiting of(Datagram datagram) {
            byte[] octets = datagram.payload().asSlice(0, datagram.length()).toArray(ValueLayout.JAVA_BYTE);
            return new Waiting(
                    Octets.of(octets),
                    new Addresses(
                            datagram.peerHigh,
                            datagram.peerLow,
                            datagram.peerPort,
                            datagram.peerScope,
                            datagram.localHigh,
                            datagram.localLow,
                            datagram.localInterface),
                    datagram.timeToLive,
                    datagram.trafficClass,
                    datagram.stampNtp,
                    datagram.stampSource);
        }

        void restore(Datagram datagram) {
            byte[] copy = octets.toByteArray();
            MemorySegment.copy(copy, 0, datagram.payload(), ValueLayout.JAVA_BYTE, 0, copy.length);
            datagram.length = copy.length;
            datagram.truncated = false;
            datagram.peerHigh = addresses.peerHigh;
            datagram.peerLow = addresses.peerLow;
            datagram.peerPort = addresses.peerPort;
            datagram.peerScope = addresses.peerScope;
            datagram.nameLength = 0;
            datagram.localHigh = addresses.localHigh;
            datagram.localLow = addresses.localLow;
            datagram.localInterface = addresses.localInterface;
            datagram.timeToLive = timeToLive;
            datagram.trafficClass = trafficClass;
            datagram.stampNtp = stampNtp;
            datagram.stampSource = source;
        }
    }

    record Addresses(
            long peerHigh,
            long peerLow,
            int peerPort,
            int peerScope,
            long localHigh,
            long localLow,
            int localInterface) {}

    private static final class Search {
        private final InetAddress peer;
        private final List<Waiting> packets = new ArrayList<>();
        private int octets;
        private int looksLeft;
        private boolean patient;

        Search(InetAddress peer, int looks) {
            this.peer = peer;
            looksLeft = looks;
        }

        boolean hasRoom(int length) {
            return packets.isEmpty() || packets.size() < MOST_PACKETS && octets + length <= MOST_OCTETS;
        }

        void add(Datagram datagram) {
            packets.add(Waiting.of(datagram));
            octets += datagram.length();
        }
    }

    private record Result(List<StampKeyring> keyrings, long atNanos) {
        boolean stands(long nowNanos) {
            return nowNanos - atNanos < RESULT_NANOS;
        }
    }

    private final StampKeyFinder finder;
    private final Consumer<Runnable> toPort;
    private final LongSupplier nanoTime;
    private final Map<StampFlow, Search> searches = new HashMap<>();
    private final Map<StampFlow, Result> results = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StampFlow, Result> eldest) {
            return size() > MOST_RESULTS;
        }
    };
    private int patient;
    private long paidUntilNanos;

    /**
     * @param toPort has something done on the port's thread
     * @param nanoTime monotonic time
     */
    StampSearch(StampKeyFinder finder, Consumer<Runnable> toPort, LongSupplier nanoTime) {
        this.finder = finder;
        this.toPort = toPort;
        this.nanoTime = nanoTime;
        paidUntilNanos = nanoTime.getAsLong();
    }

    /** What becomes of a packet. */
    enum Fate {
        WAITS,
        CROWDED_OUT,
        /** There are no keys for it. */
        KEYLESS
    }

    /** Keys that a search of just now has brought for the flow and that verify the packet; null if there are none. */
    @Nullable
    StampKeyring verifying(StampFlow flow, MemorySegment packet) {
        Result result = results.get(flow);
        if (result == null || !result.stands(nanoTime.getAsLong())) return null;
        for (var keyring : result.keyrings()) if (keyring.verifies(packet)) return keyring;
        return null;
    }

    /**
     * Has a packet wait for keys.
     *
     * @param flow reused by the caller
     */
    Fate await(Datagram datagram, StampFlow flow, Found found) {
        Search running = searches.get(flow);
        if (running != null) {
            if (!running.hasRoom(datagram.length())) return Fate.CROWDED_OUT;
            running.add(datagram);
            return Fate.WAITS;
        }
        Result last = results.get(flow);
        long now = nanoTime.getAsLong();
        if (last != null && last.stands(now)) return Fate.KEYLESS;
        if (searches.size() - patient >= MOST_SEARCHES || !affordable(now)) return Fate.CROWDED_OUT;
        var search = new Search(datagram.peer().getAddress(), last == null ? LOOKS : 0);
        search.add(datagram);
        StampFlow kept = flow.copy();
        searches.put(kept, search);
        look(kept, search, Duration.ZERO, found);
        return Fate.WAITS;
    }

    private boolean affordable(long now) {
        if (paidUntilNanos - now < 0) paidUntilNanos = now;
        if (paidUntilNanos - now >= MOST_SEARCHES * SEARCH_NANOS) return false;
        paidUntilNanos += SEARCH_NANOS;
        return true;
    }

    private void look(StampFlow flow, Search search, Duration after, Found found) {
        finder.find(
                search.peer,
                flow.ssid(),
                after,
                candidates -> toPort.accept(() -> end(flow, search, candidates, found)));
    }

    private void end(StampFlow flow, Search search, List<Candidate> candidates, Found found) {
        if (candidates.isEmpty() && looksAgain(search)) {
            look(flow, search, NEXT_LOOK, found);
            return;
        }
        searches.remove(flow);
        if (search.patient) patient--;
        List<StampKeyring> keyrings = candidates.stream().map(StampKeyring::of).toList();
        results.put(flow, new Result(keyrings, nanoTime.getAsLong()));
        found.found(search.packets);
    }

    private boolean looksAgain(Search search) {
        if (search.looksLeft == 0 || !search.patient && patient >= MOST_PATIENT) return false;
        if (!search.patient) patient++;
        search.patient = true;
        search.looksLeft--;
        return true;
    }
}
