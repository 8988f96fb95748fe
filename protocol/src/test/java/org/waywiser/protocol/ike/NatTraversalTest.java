package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;

/** Alice in a private network behind a NAT that changes addresses and ports; Bob outside. */
@Rfc(value = 7296, section = "2.23")
class NatTraversalTest {
    private static final InetSocketAddress ALICE_OUTSIDE = Ends.address("192.0.2.1", 500);
    private static final InetSocketAddress ALICE_500 = Ends.address("10.0.0.2", 500);
    private static final InetSocketAddress ALICE_4500 = Ends.address("10.0.0.2", 4500);
    private static final InetSocketAddress BOB_500 = Ends.address("192.0.2.2", 500);
    private static final InetSocketAddress BOB_4500 = Ends.address("192.0.2.2", 4500);
    private static final Octets KEEPALIVE = Octets.hex("ff");

    private final VirtualTime time = new VirtualTime();
    private final IkePolicy policy = Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL);
    private final IkeEndpoint alice = endpoint(IkeSettings.Network.DEFAULT.withNatPort(4500));
    private final IkeEndpoint bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
    private final Nat nat = new Nat();

    /** All datagrams, as they leave. */
    private final List<IkeEffect.Send> sent = new ArrayList<>();

    private final List<IkeEffect> told = new ArrayList<>();

    /** A mapping for each inner address and port, to ports counted up. */
    private static final class Nat {
        private final Map<InetSocketAddress, InetSocketAddress> outer = new HashMap<>();
        private int nextPort = 20_000;

        InetSocketAddress outward(InetSocketAddress inner) {
            if (!inner.getAddress().isSiteLocalAddress()) return inner;
            return outer.computeIfAbsent(inner, _ -> Ends.address("203.0.113.1", nextPort++));
        }

        Optional<InetSocketAddress> inward(InetSocketAddress to) {
            return outer.entrySet().stream()
                    .filter(e -> e.getValue().equals(to))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }

    @Test
    void anInitiatorOnPort500MovesToPort4500OfBothEndsAndSetsTheMarker() {
        initiate(alice, ALICE_500, BOB_500);

        assertThat(sent)
                .extracting(IkeEffect.Send::from, IkeEffect.Send::to)
                .containsExactly(
                        tuple(ALICE_500, BOB_500),
                        tuple(BOB_500, nat.outward(ALICE_500)),
                        tuple(ALICE_4500, BOB_4500),
                        tuple(BOB_4500, nat.outward(ALICE_4500)));
        assertThat(sent.stream().map(NatTraversalTest::marked)).containsExactly(false, false, true, true);
        assertThat(told).noneMatch(IkeEffect.Moved.class::isInstance);
        var sas = established();
        assertThat(sas)
                .hasSize(2)
                .allSatisfy(sa ->
                        assertThat(sa.localBehindNat() || sa.peerBehindNat()).isTrue());
        assertThat(sas).extracting(IkeSaInfo::peer).containsExactlyInAnyOrder(BOB_4500, nat.outward(ALICE_4500));
    }

    @Test
    void withoutANatItStaysOnPort500() {
        initiate(alice, ALICE_OUTSIDE, BOB_500);

        assertThat(sent).hasSize(4).allSatisfy(s -> {
            assertThat(List.of(s.from().getPort(), s.to().getPort())).containsOnly(500);
            assertThat(marked(s)).isFalse();
        });
        assertThat(alice.deadline()).isEmpty();
    }

    @Test
    void withoutPort4500HereItStaysAndSaysSo() {
        initiate(endpoint(IkeSettings.Network.DEFAULT), ALICE_500, BOB_500);

        assertThat(sent).hasSize(4).allSatisfy(s -> assertThat(marked(s)).isFalse());
        assertThat(told)
                .contains(
                        new IkeEffect.Log("a NAT is on the way to 192.0.2.2 port 500, and no port 4500 is open here"));
        assertThat(established()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        // own port, that of the peer; both after IKE_SA_INIT, and the marker before it
        "40001, 500, 40001, 4500, false",
        "40001, 15500, 40001, 15500, true",
        "500, 15500, 4500, 15500, false",
        "4500, 4500, 4500, 4500, true"
    })
    @Rfc(value = 7296, section = "3.1")
    void fromAndToOtherPortsOnlyPort500IsLeft(int own, int peer, int ownAfter, int peerAfter, boolean markedBefore) {
        initiate(alice, Ends.address("10.0.0.2", own), Ends.address("192.0.2.2", peer));

        assertThat(marked(sent.getFirst())).isEqualTo(markedBefore);
        var auth = sent.get(2);
        assertThat(auth.from()).isEqualTo(Ends.address("10.0.0.2", ownAfter));
        assertThat(auth.to()).isEqualTo(Ends.address("192.0.2.2", peerAfter));
        assertThat(marked(auth)).isTrue();
        assertThat(established()).hasSize(2);
    }

    @Test
    @Rfc(value = 3948, section = "2.3")
    void fromBehindANatOneOctetIsSentAfterEach20SecondsOfSilence() {
        initiate(alice, ALICE_500, BOB_500);
        sent.clear();
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofSeconds(20).minusNanos(1));
            assertThat(alice.on(new IkeInput.Tick(), time.now())).isEmpty();
            time.advance(Duration.ofNanos(1));
            assertThat(alice.on(new IkeInput.Tick(), time.now()))
                    .containsExactly(new IkeEffect.Send(KEEPALIVE, ALICE_4500, BOB_4500));
        }
        assertThat(bob.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 3948, section = "2.3")
    void aKeepaliveIsIgnored() {
        initiate(alice, ALICE_500, BOB_500);
        var effects = bob.on(new IkeInput.Received(KEEPALIVE, nat.outward(ALICE_4500), BOB_4500), time.now());

        assertThat(effects).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsOnlyKeys(IkeDropReason.KEEPALIVE);
    }

    @Test
    @Rfc(value = 3948, section = "4")
    void whatElseIsSentPutsTheKeepaliveOff() {
        initiate(alice, ALICE_500, BOB_500);
        time.advance(Duration.ofSeconds(19));
        var sa = established().getFirst();
        carry(alice, bob.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), time.now())); // Alice answers, then forgets it
        time.advance(Duration.ofSeconds(2));

        assertThat(alice.on(new IkeInput.Tick(), time.now())).isEmpty();
    }

    // ---- carrying datagrams

    /** Until nothing is on its way any more. */
    private void initiate(IkeEndpoint inside, InetSocketAddress local, InetSocketAddress peer) {
        carry(inside, inside.on(new IkeInput.Initiate(1, local, peer, policy), time.now()));
    }

    private void carry(IkeEndpoint inside, List<IkeEffect> first) {
        var effects = new ArrayDeque<>(first);
        while (!effects.isEmpty()) {
            var effect = effects.poll();
            if (!(effect instanceof IkeEffect.Send send)) {
                told.add(effect);
                continue;
            }
            sent.add(send);
            var from = nat.outward(send.from());
            var behind = nat.inward(send.to());
            var to = behind.orElse(send.to());
            boolean toAlice = behind.isPresent() || send.to().equals(ALICE_OUTSIDE);
            effects.addAll((toAlice ? inside : bob).on(new IkeInput.Received(send.octets(), from, to), time.now()));
        }
    }

    private static boolean marked(IkeEffect.Send send) {
        return send.octets().slice(0, 4).isZero();
    }

    private List<IkeSaInfo> established() {
        return told.stream()
                .filter(IkeEffect.Established.class::isInstance)
                .map(e -> ((IkeEffect.Established) e).sa())
                .toList();
    }

    private static IkeEndpoint endpoint(IkeSettings.Network network) {
        return Ends.endpoint(IkeSettings.defaults(Optional.empty()).withNetwork(network), 1);
    }
}
