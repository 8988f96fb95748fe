package org.waywiser.net.udp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.waywiser.net.udp.StampKeyFinder.Candidate;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.Octets;

/**
 * Packets that wait while keys for them are looked for: few of each flow and of few flows, whatever is forged. The port goes on meanwhile, and
 * T2 was taken before. On the port's thread, but for the search itself.
 */
final class StampSearch {
    private static final int MOST_FLOWS = 64;
    private static final int MOST_PACKETS = 32;
    private static final int LONGEST_PACKET = 1500;
    private static final int MOST_FAILURES = 1024;
    /** So long nothing is looked for again where nothing was found. */
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** What is told of the end of a search. */
    interface Found {
        void found(StampFlow flow, List<Candidate> candidates, List<Waiting> waiting);
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

    private final StampKeyFinder finder;
    private final Consumer<Runnable> toPort;
    private final Map<StampFlow, List<Waiting>> waiting = new HashMap<>();
    private final Map<StampFlow, Long> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StampFlow, Long> eldest) {
            return size() > MOST_FAILURES;
        }
    };

    /** @param toPort has something done on the port's thread */
    StampSearch(StampKeyFinder finder, Consumer<Runnable> toPort) {
        this.finder = finder;
        this.toPort = toPort;
    }

    /** What becomes of a packet. */
    enum Fate {
        WAITS,
        CROWDED_OUT,
        /** There are no keys for it. */
        KEYLESS
    }

    /**
     * Has a packet wait for keys.
     *
     * @param flow reused by the caller
     */
    Fate await(Datagram datagram, StampFlow flow, Found found, long nowNanos) {
        List<Waiting> others = waiting.get(flow);
        if (others == null) {
            Long failed = failures.get(flow);
            if (failed != null && nowNanos - failed < PAUSE_NANOS) return Fate.KEYLESS;
            if (waiting.size() >= MOST_FLOWS) return Fate.CROWDED_OUT;
            others = new ArrayList<>();
            StampFlow kept = flow.copy();
            waiting.put(kept, others);
            finder.find(
                    datagram.peer().getAddress(),
                    kept.ssid(),
                    candidates -> toPort.accept(() -> end(kept, candidates, found)));
        }
        if (others.size() >= MOST_PACKETS || datagram.length() > LONGEST_PACKET) return Fate.CROWDED_OUT;
        others.add(Waiting.of(datagram));
        return Fate.WAITS;
    }

    private void end(StampFlow flow, List<Candidate> candidates, Found found) {
        List<Waiting> packets = waiting.remove(flow);
        if (packets != null) found.found(flow, candidates, packets);
    }

    /** No candidate verified anything. */
    void failed(StampFlow flow, long nowNanos) {
        failures.put(flow, nowNanos);
    }
}
