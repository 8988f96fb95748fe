package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.protocol.control.ModeChoice.choose;
import static org.waywiser.wire.control.Modes.AUTHENTICATED;
import static org.waywiser.wire.control.Modes.ENCRYPTED;
import static org.waywiser.wire.control.Modes.IKEV2_DERIVED;
import static org.waywiser.wire.control.Modes.REFLECT_OCTETS;
import static org.waywiser.wire.control.Modes.SYMMETRICAL_SIZE;
import static org.waywiser.wire.control.Modes.UNAUTHENTICATED;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;

@Rfc(value = 7717, section = "5.3")
class ModeChoiceTest {
    private static final Modes CLASSIC = UNAUTHENTICATED.or(AUTHENTICATED).or(ENCRYPTED);
    private static final Modes WITH_IKE = CLASSIC.or(IKEV2_DERIVED);

    @Test
    void takesTheFirstWantedModeThatIsOffered() {
        assertThat(choose(CLASSIC, List.of(ENCRYPTED, UNAUTHENTICATED), Modes.NONE, false, true))
                .isEqualTo(new ModeChoice.Keyed(ENCRYPTED));
        assertThat(choose(UNAUTHENTICATED, List.of(ENCRYPTED, UNAUTHENTICATED), Modes.NONE, false, true))
                .isEqualTo(new ModeChoice.Open(Modes.NONE));
    }

    @Test
    @Rfc(value = 5618, section = "3.1")
    void addsThoseOfTheWantedFeaturesThatAreOffered() {
        Modes offered = WITH_IKE.or(REFLECT_OCTETS);
        Modes wanted = REFLECT_OCTETS.or(SYMMETRICAL_SIZE);

        assertThat(choose(offered, List.of(UNAUTHENTICATED), wanted, false, false))
                .isEqualTo(new ModeChoice.Open(REFLECT_OCTETS));
        assertThat(choose(offered, List.of(ENCRYPTED), wanted, false, true))
                .isEqualTo(new ModeChoice.Keyed(ENCRYPTED.or(REFLECT_OCTETS)));
        assertThat(choose(offered, List.of(ENCRYPTED), wanted, true, true))
                .isEqualTo(new ModeChoice.Derived(ENCRYPTED.or(IKEV2_DERIVED).or(REFLECT_OCTETS)));
        assertThat(choose(offered, List.of(UNAUTHENTICATED), Modes.NONE, false, false))
                .isEqualTo(new ModeChoice.Open(Modes.NONE));
    }

    @Test
    void prefersAnIkeSaToAPassphrase() {
        assertThat(choose(WITH_IKE, List.of(AUTHENTICATED), Modes.NONE, true, true))
                .isEqualTo(new ModeChoice.Derived(AUTHENTICATED.or(IKEV2_DERIVED)));
    }

    @Test
    void usesThePassphraseWithAServerThatDoesNotDerive() {
        assertThat(choose(CLASSIC, List.of(AUTHENTICATED), Modes.NONE, true, true))
                .isEqualTo(new ModeChoice.Keyed(AUTHENTICATED));
    }

    @Test
    void neverFallsBackToUnauthenticatedUnlessThatWasNamed() {
        assertThat(choose(CLASSIC, List.of(AUTHENTICATED, ENCRYPTED), Modes.NONE, true, false))
                .isEqualTo(new ModeChoice.Nothing());
    }

    @Test
    void ignoresTheDerivedBitWhenItHasNoSource() {
        assertThat(choose(WITH_IKE, List.of(AUTHENTICATED), Modes.NONE, false, false))
                .isEqualTo(new ModeChoice.Nothing());
    }
}
