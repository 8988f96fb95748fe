package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.ike.IkeSaStanding.Activity;
import org.waywiser.testkit.Rfc;

@Rfc(value = 7296, section = "2.8")
class StandingTest {
    private static final Lifetimes LIFETIMES =
            Lifetimes.UNLIMITED.rekeyedAfter(Duration.ofHours(1)).withJitter(0);

    private final Lockstep ends = new Lockstep(
            Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).withLifetimes(LIFETIMES).named("to bob"),
            Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));
    private final long begun = ends.time.now();
    private final IkeSaInfo sa = ends.establish();

    @Test
    void tellsWhenAnSaIsRekeyedAndWhenItEnds() {
        assertThat(standing(ends.alice, sa))
                .isEqualTo(new IkeSaStanding(
                        sa.spiI(),
                        sa.spiR(),
                        Activity.ESTABLISHED,
                        OptionalLong.of(begun + Duration.ofMinutes(60).toNanos()),
                        OptionalLong.of(begun + Duration.ofMinutes(66).toNanos())));
        assertThat(standing(ends.bob, sa).rekeyAtNanos()).isEmpty();
        assertThat(standing(ends.bob, sa).endsAtNanos()).isEmpty();
    }

    @Test
    void tellsWhichConnectionAnSaAndItsSuccessorBelongTo() {
        assertThat(sa.connection()).contains("to bob");
        assertThat(rekeyed().connection()).isEqualTo(Optional.of("to bob"));
    }

    @Test
    void tellsOfRekeyingAndOfTheEndOfTheOldOne() {
        var successor = rekeyed();

        assertThat(standing(ends.alice, sa).activity()).isEqualTo(Activity.DELETING);
        assertThat(standing(ends.bob, sa).activity()).isEqualTo(Activity.DELETING);
        assertThat(standing(ends.alice, successor).activity()).isEqualTo(Activity.ESTABLISHED);
        assertThat(standing(ends.bob, successor).activity()).isEqualTo(Activity.ESTABLISHED);
    }

    @Test
    void tellsOfADeletionThatIsUnderWay() {
        var _ = ends.only(ends.alice.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), ends.time.now()));

        assertThat(standing(ends.alice, sa).activity()).isEqualTo(Activity.DELETING);
        assertThat(standing(ends.alice, sa).rekeyAtNanos()).isEmpty();
    }

    private IkeSaInfo rekeyed() {
        var request = ends.only(ends.alice.on(new IkeInput.Rekey(sa.spiI(), sa.spiR()), ends.time.now()));
        assertThat(standing(ends.alice, sa).activity()).isEqualTo(Activity.REKEYING);
        var told = ends.aliceHears(ends.toBob(request));
        return told.stream()
                .filter(IkeEffect.Rekeyed.class::isInstance)
                .map(e -> ((IkeEffect.Rekeyed) e).successor())
                .findFirst()
                .orElseThrow();
    }

    private static IkeSaStanding standing(IkeEndpoint end, IkeSaInfo sa) {
        return end.standings().stream()
                .filter(s -> s.spiI() == sa.spiI() && s.spiR() == sa.spiR())
                .findFirst()
                .orElseThrow();
    }
}
