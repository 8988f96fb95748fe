package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.security.ike.Encryption;
import org.waywiser.security.ike.IkeKeys;
import org.waywiser.security.ike.IkeSuite;
import org.waywiser.security.ike.Keymat;
import org.waywiser.security.ike.Prf;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.TrafficSelector;
import org.waywiser.wire.ike.TrafficSelector.Range;
import org.waywiser.wire.ike.TrafficSelectors;

@Rfc(value = 7296, section = "2.9")
class ChildSelectorsTest {
    private static final Octets ALICE = Octets.of(Ends.ALICE_AT.getAddress().getAddress());
    private static final Octets BOB = Octets.of(Ends.BOB_AT.getAddress().getAddress());
    private static final Octets NOBODY = Octets.hex("c0000263");
    private static final Range ALL = range(0, 0, 65535, "00000000", "ffffffff");
    private static final ChildProposals GCM = ChildProposals.parse("aes128gcm16");
    private static final IkeSuite SUITE = new IkeSuite(Encryption.AES_GCM_16_128, Prf.HMAC_SHA2_256, DhGroup.X25519);
    private static final NatDetection NO_NAT = new NatDetection(false, false);

    private final ChildOffer alice = offer(NO_NAT);

    @Test
    void theInitiatorOffersTheDiscardPortOfBothHosts() {
        assertThat(alice.selectorPayloads())
                .containsExactly(
                        new TrafficSelectors(PayloadType.TSI, List.of(discard(ALICE))),
                        new TrafficSelectors(PayloadType.TSR, List.of(discard(BOB))));
    }

    @Test
    void theResponderTakesExactlyThatFromAnyOfferThatHoldsIt() {
        for (var offered : List.of(
                List.<TrafficSelector>of(discard(ALICE)),
                List.<TrafficSelector>of(ALL),
                List.<TrafficSelector>of(range(17, 0, 65535, "c0000200", "c00002ff")),
                List.<TrafficSelector>of(discard(NOBODY), range(17, 9, 10, "c0000201", "c0000201")),
                List.<TrafficSelector>of(new TrafficSelector.Unknown(9, 0, Octets.zeros(4)), ALL))) {
            assertThat(answer(NO_NAT, offered, List.of(ALL)))
                    .isEqualTo(Optional.of(List.of(
                            new TrafficSelectors(PayloadType.TSI, List.of(discard(ALICE))),
                            new TrafficSelectors(PayloadType.TSR, List.of(discard(BOB))))));
        }
    }

    @Test
    void theResponderRefusesWhatLeavesNothing() {
        for (var offered : List.of(
                discard(NOBODY),
                range(6, 0, 65535, "00000000", "ffffffff"),
                range(0, 10, 65535, "00000000", "ffffffff"),
                range(0, 65535, 0, "00000000", "ffffffff"), // OPAQUE
                range(0, 0, 65535, "c0000202", "ffffffff"),
                range(0, 0, 65535, "ffffffff", "00000000"),
                range(0, 0, 65535, "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff"))) {
            assertThat(answer(NO_NAT, List.of(offered), List.of(ALL)))
                    .as("%s", offered)
                    .isEmpty();
        }
        assertThat(answer(NO_NAT, List.of(ALL), List.of(discard(NOBODY)))).isEmpty();
        assertThat(answer(NO_NAT, List.of(new TrafficSelector.Unknown(9, 0, Octets.zeros(4))), List.of(ALL)))
                .isEmpty();
        assertThat(answer(NO_NAT, List.of(), List.of())).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.23")
    void aHostBehindANatMayCallItselfByTheAddressItKnows() {
        var masked = new NatDetection(false, true);
        var expected = Optional.of(List.of(
                new TrafficSelectors(PayloadType.TSI, List.of(discard(NOBODY))),
                new TrafficSelectors(PayloadType.TSR, List.of(discard(BOB)))));

        assertThat(answer(masked, List.of(discard(NOBODY)), List.of(discard(BOB))))
                .isEqualTo(expected);
        assertThat(answer(masked, List.of(range(0, 0, 65535, "c0000263", "c0000263")), List.of(ALL)))
                .isEqualTo(expected);
        assertThat(answer(masked, List.of(range(6, 9, 9, "c0000263", "c0000263")), List.of(ALL)))
                .isEmpty();
        assertThat(answer(masked, List.of(range(0, 0, 65535, "c0000263", "c0000264")), List.of(ALL)))
                .isEmpty();
        assertThat(answer(NO_NAT, List.of(discard(NOBODY)), List.of(discard(BOB))))
                .isEmpty();
    }

    @Test
    void theInitiatorTakesNothingElseThanItOffered() {
        assertThat(alice.process(response(List.of(discard(ALICE)), List.of(discard(BOB)))))
                .isInstanceOf(ChildOffer.Outcome.Agreed.class);
        for (var widened : List.of(
                List.<TrafficSelector>of(ALL),
                List.<TrafficSelector>of(range(17, 9, 10, "c0000201", "c0000201")),
                List.<TrafficSelector>of(range(0, 9, 9, "c0000201", "c0000201")),
                List.<TrafficSelector>of(discard(ALICE), discard(NOBODY)),
                List.<TrafficSelector>of(discard(BOB)),
                List.<TrafficSelector>of())) {
            assertThat(alice.process(response(widened, List.of(discard(BOB)))))
                    .as("%s", widened)
                    .isInstanceOf(ChildOffer.Outcome.Unacceptable.class);
        }
        assertThat(alice.process(response(List.of(discard(ALICE)), List.of(ALL))))
                .isInstanceOf(ChildOffer.Outcome.Unacceptable.class);
    }

    @Test
    @Rfc(value = 7296, section = "3.3.6")
    void theInitiatorTakesNoAlgorithmsItDidNotOffer() {
        var other = ChildProposals.parse("aes256gcm16").offer(0x1234);
        var response = new Protected(
                List.of(),
                List.of(
                        other,
                        alice.selectorPayloads().getFirst(),
                        alice.selectorPayloads().getLast()),
                Optional.empty());

        assertThat(alice.process(response)).isInstanceOf(ChildOffer.Outcome.Unacceptable.class);
        assertThat(alice.process(new Protected(List.of(), List.of(), Optional.empty())))
                .isInstanceOf(ChildOffer.Outcome.Refused.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.9.2")
    void aChildIsReplacedByOneWithTheSameSelectors() {
        var terms = ((ChildOffer.Outcome.Agreed)
                        alice.process(response(List.of(discard(ALICE)), List.of(discard(BOB)))))
                .terms();
        var keys = IkeKeys.derive(SUITE, Octets.zeros(16), Octets.zeros(16), 1, 2, Secret.of(new byte[32]));
        var child =
                terms.with(Keymat.derive(keys, terms.suite(), Optional.empty(), Octets.zeros(16), Octets.zeros(16)));

        assertThat(ChildSelectors.of(child)).isEqualTo(alice.selectors());
        assertThat(child.ownSpi()).isEqualTo(0xcafebabe);
        assertThat(child).hasToString("ESP cafebabe 00001234, aes128gcm16-noesn");
    }

    private static ChildOffer offer(NatDetection nat) {
        var selectors = ChildSelectors.between(Ends.ALICE_AT.getAddress(), Ends.BOB_AT.getAddress(), nat);
        return ChildOffer.first(new ChildPolicy(GCM), 0xcafebabe, selectors);
    }

    private static Protected response(List<TrafficSelector> tsi, List<TrafficSelector> tsr) {
        var payloads = List.<IkePayload>of(
                GCM.offer(0x1234),
                new TrafficSelectors(PayloadType.TSI, tsi),
                new TrafficSelectors(PayloadType.TSR, tsr));
        return new Protected(List.of(), payloads, Optional.empty());
    }

    /** TSi and TSr of Bob's answer, empty if he refuses them. */
    private static Optional<List<TrafficSelectors>> answer(
            NatDetection nat, List<TrafficSelector> tsi, List<TrafficSelector> tsr) {
        var selectors = ChildSelectors.between(Ends.BOB_AT.getAddress(), Ends.ALICE_AT.getAddress(), nat);
        return switch (ChildAnswer.process(response(tsi, tsr), GCM, 0x5678, selectors, 0)) {
            case ChildAnswer.Outcome.Agreed(var _, var _, var payloads) -> Optional.of(payloads);
            case ChildAnswer.Outcome.Refused(var answer, var _) -> {
                assertThat(answer).isEqualTo(Notify.of(NotifyType.TS_UNACCEPTABLE));
                yield Optional.empty();
            }
        };
    }

    private static Range discard(Octets host) {
        return new Range(17, 9, 9, host, host);
    }

    private static Range range(int protocol, int startPort, int endPort, String startAddress, String endAddress) {
        return new Range(protocol, startPort, endPort, Octets.hex(startAddress), Octets.hex(endAddress));
    }
}
