package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.waywiser.security.ike.DhSource;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;

/** Alice and Bob on a network that loses, doubles and reorders, and time that only this moves. All of it follows from a seed. */
final class SimulatedNetwork {
    private static final long LONGEST_FLIGHT_NANOS = Duration.ofMillis(200).toNanos();

    /** One end, and what it has told of its SAs. */
    static final class End {
        final IkeEndpoint endpoint;
        final Map<Long, IkeSaInfo> sas = new LinkedHashMap<>();
        final Map<Integer, ChildSaInfo> children = new LinkedHashMap<>();
        final Set<Long> failures = new HashSet<>();
        /** Which SA follows which. */
        final Map<Long, Long> successors = new HashMap<>();

        End(IkeEndpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** Something on its way, or something that is going to be wanted. */
    private record Due(long atNanos, End end, IkeInput input) {}

    final VirtualTime time = new VirtualTime();
    final End alice;
    final End bob;
    private final SplittableRandom random;
    private final List<Due> due = new ArrayList<>();

    SimulatedNetwork(long seed, DhSource dh, IkeSettings aliceSettings, IkeSettings bobSettings) {
        random = new SplittableRandom(seed);
        alice = end(aliceSettings, dh);
        bob = end(bobSettings, dh);
    }

    private End end(IkeSettings settings, DhSource dh) {
        return new End(new IkeEndpoint(settings, random.split(), dh, InstantSource.fixed(Ends.NOW)));
    }

    /** Something happens to an end, at once. */
    void give(End end, IkeInput input) {
        for (var effect : end.endpoint.on(input, time.now())) apply(end, effect);
    }

    /** The same within the next so many milliseconds. */
    void giveWithin(int millis, End end, IkeInput input) {
        due.add(new Due(time.now() + random.nextLong(millis * 1_000_000L), end, input));
    }

    /** Until nothing is on its way and nobody waits. */
    void run() {
        while (true) {
            long next = Long.MAX_VALUE;
            for (var d : due) next = Math.min(next, d.atNanos() - time.now());
            for (var end : List.of(alice, bob)) {
                var deadline = end.endpoint.deadline();
                if (deadline.isPresent()) next = Math.min(next, deadline.getAsLong() - time.now());
            }
            if (next == Long.MAX_VALUE) return;
            time.advance(Duration.ofNanos(Math.max(0, next)));
            var landed = due.stream().filter(d -> d.atNanos() - time.now() <= 0).toList();
            due.removeAll(landed);
            for (var d : landed) give(d.end(), d.input());
            give(alice, new IkeInput.Tick());
            give(bob, new IkeInput.Tick());
        }
    }

    private void apply(End end, IkeEffect effect) {
        switch (effect) {
            case IkeEffect.Send(var octets, var from, var to) -> fly(octets, from, to);
            case IkeEffect.Established(var sa, var _) -> end.sas.put(sa.spiI(), sa);
            case IkeEffect.Rekeyed(var oldSpiI, var _, var sa) -> {
                end.successors.put(oldSpiI, sa.spiI());
                end.sas.put(sa.spiI(), sa);
            }
            case IkeEffect.Deleted deleted -> {
                end.sas.remove(deleted.spiI());
                if (end.sas.isEmpty()) end.children.clear();
            }
            case IkeEffect.ChildEstablished(var _, var _, var child) -> end.children.put(child.ownSpi(), child);
            case IkeEffect.ChildRekeyed(var _, var _, int _, var child) -> end.children.put(child.ownSpi(), child);
            case IkeEffect.ChildDeleted(var _, var _, int spi) -> end.children.remove(spi);
            case IkeEffect.Failed failed -> failed.attempt().ifPresent(end.failures::add);
            case IkeEffect.Dropped _, IkeEffect.Log _, IkeEffect.Moved _, IkeEffect.Traced _ -> {}
        }
    }

    /** 30 % lost, 20 % doubled, up to 200 ms on the way. */
    private void fly(Octets octets, InetSocketAddress from, InetSocketAddress to) {
        int copies = random.nextInt(10) < 3 ? 0 : random.nextInt(10) < 2 ? 2 : 1;
        var end = to.equals(Ends.BOB_AT) ? bob : alice;
        for (int i = 0; i < copies; i++) {
            long at = time.now() + random.nextLong(LONGEST_FLIGHT_NANOS);
            due.add(new Due(at, end, new IkeInput.Received(octets, from, to)));
        }
    }
}
