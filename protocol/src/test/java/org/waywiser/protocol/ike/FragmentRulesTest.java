package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.VendorId;

/** What a responder makes of fragments that a scripted initiator cuts. */
@Rfc(value = 7383, section = "2.6")
class FragmentRulesTest {
    private static final int LARGE = 700;
    private static final int SMALL = 400;

    private final VirtualTime time = new VirtualTime();
    private final IkeEndpoint bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
    private final ScriptedInitiator alice = ScriptedInitiator.open(bob, time);

    @Test
    void aMessageIsTakenInWithItsLastFragment() {
        var fragments = informational(LARGE);
        for (var fragment : fragments.subList(0, fragments.size() - 1)) {
            assertThat(alice.bobHears(fragment)).isEmpty();
        }
        assertThat(alice.response(alice.bobHears(fragments.getLast()))).contains(List.of());
    }

    @Test
    void sixteenFragmentsMakeAMessageInWhateverOrderTheyCome() {
        var fragments = fragments(alice, filling(7), 530);
        assertThat(fragments).hasSize(16);
        for (var fragment : fragments.subList(1, 16).reversed()) {
            assertThat(alice.bobHears(fragment)).isEmpty();
        }
        assertThat(alice.response(alice.bobHears(fragments.getFirst()))).contains(List.of());
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "4, 3", "0, 0", "1, 0", "1, 1025"})
    void numbersThatCannotBeAreDiscarded(int number, int total) {
        assertThat(alice.bobHears(fragment(number, total, new byte[10])))
                .singleElement()
                .isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsEntry(IkeDropReason.USELESS_FRAGMENT, 1L);
        assertAnswered(informational(LARGE));
    }

    @Test
    void aFragmentThatIsThereAlreadyIsDiscarded() {
        var fragments = informational(LARGE);
        alice.bobHears(fragments.getFirst());
        alice.bobHears(fragments.getFirst());

        assertThat(bob.drops()).containsEntry(IkeDropReason.USELESS_FRAGMENT, 1L);
        assertAnswered(fragments.subList(1, fragments.size()));
    }

    @Test
    void moreAndSmallerFragmentsBeginAnew() {
        var large = informational(LARGE);
        var small = informational(SMALL);
        assertThat(small.size()).isGreaterThan(large.size());
        for (var fragment : large.subList(0, large.size() - 1)) alice.bobHears(fragment);
        alice.bobHears(small.getFirst());

        // of those before nothing counts any more
        assertThat(alice.bobHears(large.getLast())).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsEntry(IkeDropReason.USELESS_FRAGMENT, 1L);
        assertAnswered(small.subList(1, small.size()));
    }

    @Test
    void onlyAuthenticFragmentsAreKept() {
        var fragments = informational(LARGE);
        for (var fragment : fragments) alice.bobHears(damaged(fragment));
        assertThat(bob.drops()).containsEntry(IkeDropReason.NOT_AUTHENTIC, (long) fragments.size());

        // a damaged fragment of a set with more of them does not make Bob forget the ones he has
        alice.bobHears(fragments.getFirst());
        alice.bobHears(damaged(informational(SMALL).getFirst()));
        assertAnswered(fragments.subList(1, fragments.size()));
    }

    @Test
    void theNumbersAreAuthenticToo() {
        var fragments = informational(LARGE);
        byte[] renumbered = fragments.getFirst().toByteArray();
        renumbered[4 + 28 + 4 + 1] = 2; // Fragment Number, after marker, header and generic header

        alice.bobHears(Octets.of(renumbered));
        assertThat(bob.drops()).containsEntry(IkeDropReason.NOT_AUTHENTIC, 1L);
    }

    @Test
    @Rfc(value = 7383, section = "2.3")
    void withoutTheConsentOfBothFragmentsAreNotTakenIn() {
        var off = IkeSettings.Network.DEFAULT.withFragmentation(false);
        var policy = Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);
        var settings = IkeSettings.defaults(Optional.of(policy)).withNetwork(off);
        var deaf = Ends.endpoint(settings, 2);
        var speaker = ScriptedInitiator.open(deaf, time);
        for (var fragment : informational(speaker, LARGE)) {
            assertThat(Lockstep.sent(speaker.bobHears(fragment))).isEmpty();
        }
        assertThat(deaf.drops()).containsKey(IkeDropReason.NOT_PROTECTED);
    }

    @Test
    @Rfc(value = 7383, section = "2.6.1")
    void anAnsweredRequestThatIsCutAnewIsAnsweredAgainOnlyIfItsFirstFragmentIsAuthentic() {
        var response = Lockstep.sent(deliver(informational(LARGE)));
        var anew = informational(SMALL);

        assertThat(Lockstep.sent(alice.bobHears(damaged(anew.getFirst())))).isEmpty();
        assertThat(Lockstep.sent(alice.bobHears(anew.get(1)))).isEmpty();
        assertThat(Lockstep.sent(alice.bobHears(anew.getFirst()))).isEqualTo(response);
    }

    @Test
    void aRequestThatIsNeverCompleteIsForgotten() {
        var fragments = informational(LARGE);
        alice.bobHears(fragments.getFirst());
        assertThat(bob.deadline())
                .isEqualTo(OptionalLong.of(time.now() + Duration.ofSeconds(30).toNanos()));
        time.advance(Duration.ofSeconds(30));
        bob.on(new IkeInput.Tick(), time.now());

        assertThat(bob.deadline()).isEmpty();
        assertThat(Lockstep.sent(deliver(fragments.subList(1, fragments.size()))))
                .isEmpty();
        assertAnswered(fragments.subList(0, 1));
    }

    @Test
    void anotherFormOfTheSameRequestMakesItsFragmentsNeedless() {
        alice.bobHears(informational(LARGE).getFirst());
        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 2, filling(3))))
                .contains(List.of());

        assertThat(bob.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 7383, section = "5")
    void moreThan32KilobytesEndTheSa() {
        var effects = deliver(fragments(alice, filling(33), 1_400));

        assertThat(Lockstep.sent(effects)).hasSize(1);
        assertThat(alice.response(effects)).contains(List.of(Notify.of(NotifyType.INVALID_SYNTAX)));
        assertThat(effects).filteredOn(IkeEffect.Deleted.class::isInstance).hasSize(1);
        assertThat(effects).filteredOn(e -> e instanceof IkeEffect.Dropped).isNotEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.21.3")
    void whatMakesNoMessageEndsTheSa() {
        alice.bobHears(fragment(1, 2, new byte[] {0, 0, 0}));
        var effects = alice.bobHears(fragment(2, 2, new byte[10]));

        assertThat(alice.response(effects)).contains(List.of(Notify.of(NotifyType.INVALID_SYNTAX)));
    }

    @Test
    void anEmptyFragmentIsAFragment() {
        alice.bobHears(fragment(1, 2, new byte[0]));
        var effects = alice.bobHears(fragment(2, 2, new byte[] {0, 0, 0, 8, 1, 2, 3, 4}));

        assertThat(alice.response(effects)).contains(List.of());
    }

    // ---- helpers

    private void assertAnswered(List<Octets> fragments) {
        assertThat(Lockstep.sent(deliver(fragments))).hasSize(1);
    }

    private List<IkeEffect> deliver(List<Octets> datagrams) {
        var effects = new ArrayList<IkeEffect>();
        for (var datagram : datagrams) effects.addAll(alice.bobHears(datagram));
        return effects;
    }

    /** The first request of the open SA, 3 kB of it. */
    private List<Octets> informational(int most) {
        return informational(alice, most);
    }

    private static List<Octets> informational(ScriptedInitiator from, int most) {
        return fragments(from, filling(3), most);
    }

    private static List<Octets> fragments(ScriptedInitiator from, List<IkePayload> payloads, int most) {
        var n = from.negotiated;
        var message = new IkeMessage(n.spiI(), n.spiR(), ExchangeType.INFORMATIONAL, true, false, 2, payloads);
        return Fragments.seal(message, n.outbound(), most).stream()
                .map(octets -> Octets.zeros(4).concat(octets))
                .toList();
    }

    private static List<IkePayload> filling(int kilobytes) {
        return Collections.nCopies(kilobytes, new VendorId(Octets.zeros(1_024)));
    }

    private Octets fragment(int number, int total, byte[] content) {
        var n = alice.negotiated;
        var message = new IkeMessage(n.spiI(), n.spiR(), ExchangeType.INFORMATIONAL, true, false, 2, List.of());
        var next = number == 1 ? PayloadType.VENDOR_ID : PayloadType.NONE;
        return Octets.zeros(4).concat(Protection.sealFragment(message, next, number, total, content, n.outbound()));
    }

    private static Octets damaged(Octets datagram) {
        byte[] octets = datagram.toByteArray();
        octets[octets.length - 1] ^= 1;
        return Octets.of(octets);
    }
}
