package org.waywiser.keys.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.XfrmMessage;
import org.waywiser.wire.xfrm.XfrmMessage.PolicySet;
import org.waywiser.wire.xfrm.XfrmMessage.SaDeleted;
import org.waywiser.wire.xfrm.XfrmMessage.SaExpired;
import org.waywiser.wire.xfrm.XfrmMessage.SaSet;
import org.waywiser.wire.xfrm.XfrmMessage.SasFlushed;

@Rfc(value = 4301, section = "4.4.2")
class SaTableTest {
    private static final Octets HERE = Octets.hex("0a000001");
    private static final Octets THERE = Octets.hex("0a000002");

    private final VirtualTime time = new VirtualTime();
    private final SaTable table = new SaTable(HERE::equals);
    private final KernelSas kernel = new KernelSas();

    private void news(XfrmMessage... messages) {
        for (var message : messages) table.on(message, true, time.now());
    }

    private void dumped(XfrmMessage... messages) {
        table.dumpBegins();
        for (var message : messages) table.on(message, false, time.now());
        table.dumpEnds(time.now());
        quiet();
    }

    private void quiet() {
        time.advance(Duration.ofMillis(200));
    }

    private SaSet in(int spi) {
        return new SaSet(kernel.sa(THERE, HERE, spi));
    }

    private SaSet out(int spi) {
        return new SaSet(kernel.sa(HERE, THERE, spi));
    }

    private static SaDeleted gone(SaSet sa) {
        return new SaDeleted(sa.sa().id());
    }

    private List<String> offered() {
        return table.with(THERE, time.now()).stream().map(SaTableTest::spis).toList();
    }

    private static String spis(SaPair pair) {
        return pair.in().sa().id().spi() + "/" + pair.out().sa().id().spi();
    }

    @Test
    void inAndOutOfOneRequestAreAPair() {
        news(in(1), out(2));
        quiet();

        assertThat(offered()).containsExactly("1/2");
        assertThat(table.with(HERE, time.now())).isEmpty();
    }

    @Test
    void whatIsStillChangingIsNotPaired() {
        news(in(1), out(2));

        assertThat(table.unsettled(time.now())).isTrue();
        assertThat(offered()).isEmpty();
        quiet();
        assertThat(table.unsettled(time.now())).isFalse();
    }

    @Test
    void aRekeyedPairIsKnownSinceTheOldOneIs() {
        SaSet oldOut = out(2);
        news(in(1), oldOut);
        quiet();

        news(in(3), out(4), gone(oldOut));
        quiet();

        assertThat(offered()).containsExactly("3/4");
    }

    @Test
    void twoPairsAtOnceAreNotOfferedUntilOneIsGone() {
        SaSet otherIn = in(3);
        SaSet otherOut = out(4);
        dumped(in(1), out(2), otherIn, otherOut);

        assertThat(offered()).isEmpty();
        assertThat(table.ambiguous(THERE))
                .hasValueSatisfying(text -> assertThat(text).contains("in SPI 00000001", "out SPI 00000004"));

        news(gone(otherIn), gone(otherOut));
        quiet();
        assertThat(offered()).containsExactly("1/2");
    }

    @Test
    void theSpiInAPolicyTellsTheCurrentSaForWhatLeaves() {
        dumped(in(3), out(2), out(4), new PolicySet(kernel.policy(HERE, THERE, 4)));

        assertThat(offered()).containsExactly("3/4");
    }

    @Test
    void ofSeveralPairsTheNewestComesFirstUnlessAPolicyNamesOne() {
        news(in(1), out(2));
        quiet();
        news(in(3), out(4));
        quiet();
        assertThat(offered()).containsExactly("3/4", "1/2");

        news(new PolicySet(kernel.policy(HERE, THERE, 2)));
        assertThat(offered()).containsExactly("1/2", "3/4");
    }

    @Test
    void onlyWhatCameUnderOurEyesIsWatched() {
        dumped(in(1), out(2));
        assertThat(table.with(THERE, time.now()).getFirst().watched()).isFalse();

        news(in(3), out(4));
        quiet();
        assertThat(table.with(THERE, time.now()).getFirst().watched()).isTrue();
    }

    @Test
    void aSecondDumpBringsWhatWasMissedAndTakesWhatIsGone() {
        SaSet stays = in(1);
        dumped(stays, out(2), in(5));
        time.advance(Duration.ofSeconds(1));

        dumped(stays, out(6));

        assertThat(offered()).containsExactly("1/6");
    }

    @Test
    void larvalSasAndThoseOfOthersAreSkipped() {
        Sa larval = kernel.larval(THERE, HERE, 1);
        news(new SaSet(larval), out(2), new SaSet(kernel.sa(THERE, Octets.hex("0a000003"), 7)));
        quiet();

        assertThat(table.all(time.now())).isEmpty();
        news(new SaSet(kernel.sa(THERE, HERE, 1)));
        quiet();
        assertThat(offered()).containsExactly("1/2");
    }

    @Test
    void anUpdateOfTheSameSaChangesNothing() {
        news(in(1), out(2));
        quiet();
        var pair = table.with(THERE, time.now()).getFirst();

        news(in(1));

        assertThat(table.with(THERE, time.now())).containsExactly(pair);
    }

    @Test
    void deletionHardExpiryAndFlushEndAnSaAndWipeItsKeys() {
        for (XfrmMessage end : List.of(
                gone(in(1)), new SaExpired(in(1).sa().id(), true), new SasFlushed(0), new SasFlushed(SaId.ESP))) {
            SaSet first = in(1);
            news(first, out(2));
            quiet();
            assertThat(offered()).containsExactly("1/2");

            news(new SaExpired(first.sa().id(), false), new SasFlushed(SaId.AH));
            assertThat(offered()).containsExactly("1/2");
            news(end);

            assertThat(offered()).isEmpty();
            news(new SasFlushed(255));
            assertThat(first.sa().encryption().orElseThrow().key().withheld()).isTrue();
        }
    }

    @Test
    void aPairThatIsReplacedIsNamedUntilBothItsSasAreGone() {
        SaSet in = in(1);
        SaSet out = out(2);
        news(in, out);
        quiet();
        var pair = table.with(THERE, time.now()).getFirst();

        news(in(3), out(4), gone(out));
        quiet();
        assertThat(offered()).containsExactly("3/4");
        assertThat(named(1, 2)).containsExactly(pair);
        assertThat(named(2, 1)).containsExactly(pair);
        assertThat(table.alive(pair)).isTrue();
        assertThat(out.sa().encryption().orElseThrow().key().withheld()).isFalse();

        news(gone(in));
        assertThat(named(1, 2)).isEmpty();
        assertThat(table.alive(pair)).isFalse();
        assertThat(out.sa().encryption().orElseThrow().key().withheld()).isTrue();
    }

    private List<SaPair> named(int spiI, int spiR) {
        return table.named(THERE, new SaName(SaName.ESP, spiI, spiR), time.now());
    }

    @Test
    void whatCannotBeToldYetMayBeTheSuccessorOfAPair() {
        SaSet in = in(1);
        SaSet out = out(2);
        news(in, out);
        quiet();
        var pair = table.with(THERE, time.now()).getFirst();

        // both ends rekey at once
        news(in(3), in(5), out(4), gone(out), gone(in));
        quiet();
        assertThat(offered()).isEmpty();
        assertThat(table.alive(pair)).isTrue();

        news(gone(in(5)));
        quiet();
        assertThat(offered()).containsExactly("3/4");
        assertThat(table.alive(pair)).isFalse();
    }

    @Test
    void aPeerBehindTheTunnelIsFoundByThePolicies() {
        var behind = Octets.hex("0a010007");
        dumped(in(1), out(2), new PolicySet(kernel.policy(HERE, behind, THERE, 0)));

        assertThat(table.with(behind, time.now())).hasSize(1);
        assertThat(table.with(Octets.hex("0a010008"), time.now())).isEmpty();
    }

    private List<String> successions() {
        return table.successions(time.now()).stream()
                .map(succession -> spis(succession.old()) + " by " + spis(succession.successor()))
                .toList();
    }

    @Test
    @Rfc(value = 7296, section = "2.8")
    void aPairThatComesWhileAnotherIsThereTakesItsPlace() {
        SaSet out = out(2);
        news(in(1), out);
        quiet();
        assertThat(successions()).isEmpty();

        news(in(3), out(4), gone(out));
        assertThat(successions()).isEmpty();
        quiet();
        assertThat(successions()).containsExactly("1/2 by 3/4");
        assertThat(successions()).isEmpty();

        // the old one has half an end yet
        news(in(5), out(6));
        quiet();
        assertThat(successions()).containsExactly("3/4 by 5/6");
    }

    @Test
    void thatItIsGoneBeforeThingsAreQuietMakesNoDifference() {
        SaSet in = in(1);
        SaSet out = out(2);
        news(in, out);
        quiet();

        news(in(3), gone(out), gone(in), out(4));
        quiet();

        assertThat(successions()).containsExactly("1/2 by 3/4");
    }

    @Test
    void whatComesAfterTheEndOfAPairOrForAnotherRequestTakesNoPlace() {
        var other = Octets.hex("0a000003");
        news(in(1), out(2));
        quiet();
        news(new SaSet(kernel.sa(other, HERE, 7)), new SaSet(kernel.sa(HERE, other, 8)));
        quiet();
        assertThat(table.all(time.now())).hasSize(2);
        assertThat(successions()).isEmpty();

        news(new SasFlushed(0));
        news(in(3), out(4));
        quiet();
        assertThat(successions()).isEmpty();
    }

    @Test
    void ofTwoThatCameAtOnceTheOneThatIsLeftTakesThePlace() {
        SaSet otherIn = in(5);
        SaSet otherOut = out(6);
        news(in(1), out(2));
        quiet();

        news(in(3), otherIn, out(4), otherOut);
        quiet();
        assertThat(successions()).isEmpty();

        news(gone(otherOut), gone(otherIn));
        quiet();
        assertThat(successions()).containsExactly("1/2 by 3/4");
    }

    @Test
    void whatWasMissedIsToldAfterASecondDumpAndNothingAfterTheFirst() {
        dumped(in(1), out(2), in(3), new PolicySet(kernel.policy(HERE, THERE, 2)));
        dumped(in(1), out(2));
        assertThat(successions()).isEmpty();

        dumped(in(5), out(6));
        assertThat(successions()).containsExactly("1/2 by 5/6");
    }

    @Test
    void howLongThingsAreNotQuietIsKnown() {
        assertThat(table.unsettledFor(time.now())).isEqualTo(Long.MAX_VALUE);

        news(in(1));
        time.advance(Duration.ofMillis(30));
        assertThat(table.unsettledFor(time.now())).isEqualTo(70_000_000);
        time.advance(Duration.ofMillis(70));
        assertThat(table.unsettledFor(time.now())).isEqualTo(Long.MAX_VALUE);
    }
}
