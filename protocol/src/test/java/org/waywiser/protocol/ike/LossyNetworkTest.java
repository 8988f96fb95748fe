package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;

/** Both ends on a network that loses, doubles and reorders, and time that only this test moves. */
@Rfc(value = 7296, section = "2.1")
class LossyNetworkTest {
    private static final int SAS = 40;

    /** One datagram on its way. */
    private record Flight(long dueNanos, Octets octets, InetSocketAddress from, InetSocketAddress to) {}

    private final VirtualTime time = new VirtualTime();
    private final List<Flight> flights = new ArrayList<>();
    private final Map<Long, IkeSaInfo> aliceOpen = new HashMap<>();
    private final Map<Long, IkeSaInfo> bobOpen = new HashMap<>();
    private final Set<Long> failures = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void allHandshakesAndDeletesConverge(long seed) {
        var random = new SplittableRandom(seed);
        var proposals = "aes128gcm16-prfsha256-x25519-ecp256";
        var alice = Ends.endpoint(IkeSettings.defaults(Optional.empty()), 100 + seed);
        var policy = Ends.bob(Lockstep.PSK, "aes128gcm16-prfsha256-ecp256");
        var bob = Ends.responder(policy, 200 + seed);
        for (long attempt = 0; attempt < SAS; attempt++) {
            var wanted = Ends.alice(Lockstep.PSK, proposals); // begins with the group that Bob does not want
            fly(alice.on(new IkeInput.Initiate(attempt, Ends.ALICE_AT, Ends.BOB_AT, wanted), time.now()), random, true);
        }
        run(alice, bob, random);

        assertThat(failures).as("failed attempts, seed %d", seed).isEmpty();
        assertThat(aliceOpen).as("seed %d", seed).hasSize(SAS);
        assertThat(bobOpen.keySet()).as("seed %d", seed).containsAll(aliceOpen.keySet());
        aliceOpen.forEach((spi, sa) -> {
            var other = Optional.ofNullable(bobOpen.get(spi)).orElseThrow();
            assertThat(sa.skD()).as("seed %d", seed).isEqualTo(other.skD());
            assertThat(sa.spiR()).as("seed %d", seed).isEqualTo(other.spiR());
        });

        for (var sa : List.copyOf(aliceOpen.values())) {
            var input = new IkeInput.Delete(sa.spiI(), sa.spiR());
            boolean both = random.nextInt(3) == 0;
            if (both || random.nextBoolean()) fly(alice.on(input, time.now()), random, true);
            if (both || random.nextBoolean()) fly(bob.on(input, time.now()), random, false);
        }
        run(alice, bob, random);
        for (var sa : List.copyOf(aliceOpen.values())) {
            fly(alice.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), time.now()), random, true);
        }
        run(alice, bob, random);
        assertThat(aliceOpen).as("seed %d", seed).isEmpty();
        assertThat(bobOpen).as("seed %d", seed).isEmpty();
        assertThat(alice.deadline()).as("seed %d", seed).isEmpty();
        assertThat(bob.deadline()).as("seed %d", seed).isEmpty();
    }

    /** Until nothing is on its way and nobody waits. */
    private void run(IkeEndpoint alice, IkeEndpoint bob, SplittableRandom random) {
        while (true) {
            long next = Long.MAX_VALUE;
            for (var flight : flights) next = Math.min(next, flight.dueNanos() - time.now());
            if (alice.deadline().isPresent())
                next = Math.min(next, alice.deadline().getAsLong() - time.now());
            if (bob.deadline().isPresent()) next = Math.min(next, bob.deadline().getAsLong() - time.now());
            if (next == Long.MAX_VALUE) return;
            time.advance(Duration.ofNanos(Math.max(0, next)));
            var landed =
                    flights.stream().filter(f -> f.dueNanos() - time.now() <= 0).toList();
            flights.removeAll(landed);
            for (var flight : landed) {
                boolean toBob = flight.to().equals(Ends.BOB_AT);
                var input = new IkeInput.Received(flight.octets(), flight.from(), flight.to());
                fly((toBob ? bob : alice).on(input, time.now()), random, !toBob);
            }
            fly(alice.on(new IkeInput.Tick(), time.now()), random, true);
            fly(bob.on(new IkeInput.Tick(), time.now()), random, false);
        }
    }

    /** 30 % lost, 20 % doubled, up to 200 ms on the way. */
    private void fly(List<IkeEffect> effects, SplittableRandom random, boolean ofAlice) {
        var open = ofAlice ? aliceOpen : bobOpen;
        for (var effect : effects) {
            switch (effect) {
                case IkeEffect.Send send -> {
                    int copies = random.nextInt(10) < 3 ? 0 : random.nextInt(10) < 2 ? 2 : 1;
                    for (int i = 0; i < copies; i++) {
                        long due = time.now()
                                + random.nextLong(Duration.ofMillis(200).toNanos());
                        flights.add(new Flight(due, send.octets(), send.from(), send.to()));
                    }
                }
                case IkeEffect.Established established ->
                    open.put(established.sa().spiI(), established.sa());
                case IkeEffect.Rekeyed rekeyed -> open.put(rekeyed.successor().spiI(), rekeyed.successor());
                case IkeEffect.Deleted deleted -> open.remove(deleted.spiI());
                case IkeEffect.Failed failed -> failed.attempt().ifPresent(failures::add);
                case IkeEffect.ChildEstablished _, IkeEffect.ChildRekeyed _, IkeEffect.ChildDeleted _ -> {}
                case IkeEffect.Moved _, IkeEffect.Dropped _, IkeEffect.Traced _, IkeEffect.Log _ -> {}
            }
        }
    }
}
