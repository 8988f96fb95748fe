package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

/** One IKE SA follows another, begun by either end or by both at once. */
@Rfc(value = 7296, section = "1.3.2")
@Rfc(value = 7296, section = "2.8")
@Rfc(value = 7296, section = "2.18")
class RekeyIkeTest {
    private final Lockstep ends = new Lockstep();

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void eitherEndRekeysAndThenDeletesTheOldSa(boolean byAlice) {
        var old = ends.establish();
        var request = byAlice ? aliceWants(rekey(old)) : bobWants(rekey(old));
        var answered = byAlice ? ends.bobHears(request) : ends.aliceHears(request);
        var answer = ends.only(answered);
        var concluded = byAlice ? ends.aliceHears(answer) : ends.bobHears(answer);
        var delete = ends.only(concluded);
        var deleted = byAlice ? ends.bobHears(delete) : ends.aliceHears(delete);
        var done = byAlice ? ends.aliceHears(ends.only(deleted)) : ends.bobHears(ends.only(deleted));

        var begun = successor(concluded);
        var other = successor(answered);
        assertThat(begun.initiator()).isTrue();
        assertThat(other.initiator()).isFalse();
        assertThat(begun.spiI()).isEqualTo(other.spiI()).isNotEqualTo(old.spiI());
        assertThat(begun.spiR()).isEqualTo(other.spiR()).isNotEqualTo(old.spiR());
        assertThat(begun.skD()).isEqualTo(other.skD()).isNotEqualTo(old.skD());
        assertThat(begun.sharedSecret()).isEqualTo(other.sharedSecret());
        assertThat((byAlice ? begun : other).remoteIdentity()).isEqualTo(Ends.BOB);
        assertThat((byAlice ? other : begun).remoteIdentity()).isEqualTo(Ends.ALICE);
        var gone = new IkeEffect.Deleted(
                old.spiI(), old.spiR(), byAlice ? Ends.BOB_AT : Ends.ALICE_AT, DeletionCause.REKEYED);
        assertThat(done).containsExactly(gone);
        assertThat(deleted).hasSize(2);
    }

    private static IkeSaInfo successor(List<IkeEffect> effects) {
        return effects.stream()
                .filter(IkeEffect.Rekeyed.class::isInstance)
                .map(e -> ((IkeEffect.Rekeyed) e).successor())
                .findFirst()
                .orElseThrow();
    }

    private static IkeInput rekey(IkeSaInfo sa) {
        return new IkeInput.Rekey(sa.spiI(), sa.spiR());
    }

    private Octets aliceWants(IkeInput input) {
        return ends.only(ends.alice.on(input, ends.time.now()));
    }

    private Octets bobWants(IkeInput input) {
        return ends.only(ends.bob.on(input, ends.time.now()));
    }
}
