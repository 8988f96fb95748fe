package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** Truncated, lengthened and bit-flipped messages at every position; other versions; SPIs of nobody. */
class DamagedMessagesTest {
    private static final int MARKER = 4;
    private static final int HEADER = 28;

    @Test
    void noTruncationOfAnyMessageChangesAnything() {
        var ends = new Lockstep();
        var sent = ends.initiate();
        for (int step = 1; step <= 4; step++) {
            boolean toBob = step % 2 == 1;
            for (int length = 0; length < sent.length(); length++) {
                assertDropped(ends, toBob, sent.slice(0, length), "message " + step + " cut to " + length);
            }
            assertDropped(ends, toBob, sent.concat(Octets.zeros(1)), "message " + step + " with an octet more");
            if (step < 4) sent = toBob ? ends.toBob(sent) : ends.toAlice(sent);
        }
        assertThat(ends.aliceHears(sent)).singleElement().isInstanceOf(IkeEffect.Established.class);
    }

    @Test
    void noFlippedBitOfAProtectedMessageChangesAnything() {
        var ends = new Lockstep();
        var third = ends.toAlice(ends.toBob(ends.initiate()));
        assertEveryFlipDropped(ends, true, third);
        var fourth = ends.toBob(third);
        assertEveryFlipDropped(ends, false, fourth);
        var sa = ends.established(ends.aliceHears(fourth));

        var delete = ends.only(ends.alice.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), ends.time.now()));
        assertEveryFlipDropped(ends, true, delete);
        var answer = ends.toBob(delete);
        assertEveryFlipDropped(ends, false, answer);
        assertThat(ends.aliceHears(answer)).singleElement().isInstanceOf(IkeEffect.Deleted.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noFlippedBitOfIkeSaInitLeadsToAnSaThatTheEndsSeeDifferently(boolean inRequest) {
        Supplier<Octets> original = () -> {
            var ends = new Lockstep();
            var request = ends.initiate();
            return inRequest ? request : ends.toBob(request);
        };
        int bits = 8 * original.get().length();
        for (int bit = 0; bit < bits; bit += 7) { // a step prime to 8 visits every kind of bit
            var ends = new Lockstep();
            var request = ends.initiate();
            var carried = inRequest ? flip(request, bit) : request;
            var response = Lockstep.sent(ends.bobHears(carried));
            if (response.isEmpty()) continue;
            var heard = inRequest ? response.getFirst() : flip(response.getFirst(), bit);
            var auth = Lockstep.sent(ends.aliceHears(heard));
            for (var message : auth) {
                for (var last : Lockstep.sent(ends.bobHears(message))) {
                    assertThat(ends.aliceHears(last))
                            .as("bit " + bit)
                            .noneMatch(IkeEffect.Established.class::isInstance);
                }
            }
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void aRequestOfAHigherVersionIsToldOurs() {
        var ends = new Lockstep();
        var request = withVersion(ends.initiate(), 0x30);
        var effects = ends.bobHears(request);

        assertThat(effects).anyMatch(dropped(IkeDropReason.OTHER_VERSION));
        var answer = Lockstep.message(Lockstep.sent(effects).getFirst());
        assertThat(answer)
                .isEqualTo(new IkeMessage(
                        answer.spiI(),
                        0,
                        ExchangeType.IKE_SA_INIT,
                        false,
                        true,
                        0,
                        List.of(Notify.of(NotifyType.INVALID_MAJOR_VERSION))));
        assertThat(ends.bob.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void otherVersionsAreNotAnsweredElse() {
        var ends = new Lockstep();
        var request = ends.initiate();
        var response = ends.toBob(request);

        assertThat(ends.bobHears(withVersion(request, 0x10)))
                .singleElement()
                .matches(dropped(IkeDropReason.OTHER_VERSION));
        assertThat(ends.aliceHears(withVersion(response, 0x30)))
                .singleElement()
                .matches(dropped(IkeDropReason.OTHER_VERSION));
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void aHigherMinorVersionIsIgnored() {
        var ends = new Lockstep();

        assertThat(Lockstep.sent(ends.bobHears(withVersion(ends.initiate(), 0x2f))))
                .hasSize(1);
    }

    @Test
    @Rfc(value = 7296, section = "2.21.4")
    void messagesOfNoSaAreDroppedWithoutAnswer() {
        var ends = new Lockstep();
        var sa = ends.establish();
        var strange = new IkeMessage(99, 98, ExchangeType.INFORMATIONAL, true, false, 2, List.of());
        var wrongPeer = new IkeMessage(99, sa.spiR(), ExchangeType.INFORMATIONAL, true, false, 2, List.of());
        var mirrored = new IkeMessage(sa.spiR(), sa.spiI(), ExchangeType.INFORMATIONAL, false, false, 0, List.of());
        var clear = new IkeMessage(sa.spiI(), sa.spiR(), ExchangeType.INFORMATIONAL, true, false, 2, List.of());
        var zero = new IkeMessage(0, sa.spiR(), ExchangeType.INFORMATIONAL, true, false, 2, List.of());

        assertThat(ends.bobHears(Lockstep.datagram(strange)))
                .singleElement()
                .matches(dropped(IkeDropReason.UNKNOWN_SPI));
        assertThat(ends.bobHears(Lockstep.datagram(wrongPeer)))
                .singleElement()
                .matches(dropped(IkeDropReason.WRONG_SPI));
        assertThat(ends.bobHears(Lockstep.datagram(mirrored)))
                .singleElement()
                .matches(dropped(IkeDropReason.WRONG_SPI));
        assertThat(ends.bobHears(Lockstep.datagram(clear)))
                .singleElement()
                .matches(dropped(IkeDropReason.NOT_PROTECTED));
        assertThat(ends.bobHears(Lockstep.datagram(zero)))
                .singleElement()
                .matches(dropped(IkeDropReason.INVALID_VALUE));
        assertThat(ends.bob.drops().values()).allMatch(n -> n >= 1);
    }

    @Test
    @Rfc(value = 7296, section = "2.4")
    @Rfc(value = 7296, section = "2.21.4")
    void errorsInTheClearDoNotTouchAnOpenSa() {
        var ends = new Lockstep();
        var sa = ends.establish();
        var error = new IkeMessage(
                sa.spiI(),
                sa.spiR(),
                ExchangeType.INFORMATIONAL,
                false,
                true,
                2,
                List.of(Notify.of(NotifyType.INVALID_IKE_SPI)));
        assertThat(ends.aliceHears(Lockstep.datagram(error))).singleElement().isInstanceOf(IkeEffect.Dropped.class);

        ends.alice.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), ends.time.now());
        assertThat(ends.aliceHears(Lockstep.datagram(error)))
                .singleElement()
                .matches(dropped(IkeDropReason.NOT_PROTECTED));
    }

    @Test
    @Rfc(value = 7296, section = "3.1")
    void theNonEspMarkerIsBorneWithAndWithout() {
        var ends = new Lockstep();
        var request = ends.initiate();
        var bare = request.slice(MARKER, request.length());

        var response = ends.toBob(bare);
        assertThat(ends.toBob(request)).isEqualTo(response);
    }

    @Test
    void aKeepaliveIsNothingButCounted() {
        var ends = new Lockstep();

        assertThat(ends.bobHears(Octets.hex("ff"))).singleElement().matches(dropped(IkeDropReason.KEEPALIVE));
        assertThat(ends.bobHears(Octets.EMPTY)).singleElement().matches(dropped(IkeDropReason.MALFORMED));
    }

    @Test
    void whoOnlyInitiatesAnswersNobody() {
        var ends = new Lockstep();

        assertThat(ends.aliceHears(ends.initiate())).singleElement().matches(dropped(IkeDropReason.NOT_A_RESPONDER));
    }

    private static void assertEveryFlipDropped(Lockstep ends, boolean toBob, Octets datagram) {
        var before = toBob ? ends.bob.deadline() : ends.alice.deadline();
        for (int bit = 8 * MARKER; bit < 8 * datagram.length(); bit++) {
            assertDropped(ends, toBob, flip(datagram, bit), "bit " + bit);
        }
        assertThat(toBob ? ends.bob.deadline() : ends.alice.deadline()).isEqualTo(before);
    }

    private static void assertDropped(Lockstep ends, boolean toBob, Octets datagram, String what) {
        var effects = toBob ? ends.bobHears(datagram) : ends.aliceHears(datagram);
        boolean otherVersion = datagram.length() >= MARKER + HEADER && datagram.at(MARKER + 17) >>> 4 > 2;
        assertThat(effects)
                .as(what)
                .anyMatch(IkeEffect.Dropped.class::isInstance)
                .allMatch(e -> e instanceof IkeEffect.Dropped || otherVersion && e instanceof IkeEffect.Send);
    }

    private static Predicate<IkeEffect> dropped(IkeDropReason reason) {
        return effect -> effect instanceof IkeEffect.Dropped dropped && dropped.reason() == reason;
    }

    private static Octets withVersion(Octets datagram, int version) {
        byte[] octets = datagram.toByteArray();
        octets[MARKER + 17] = (byte) version;
        return Octets.of(octets);
    }

    private static Octets flip(Octets datagram, int bit) {
        byte[] octets = datagram.toByteArray();
        octets[bit / 8] ^= (byte) (1 << bit % 8);
        return Octets.of(octets);
    }
}
