package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.protocol.control.ModeChoice.choose;
import static org.waywiser.wire.control.Modes.AUTHENTICATED;
import static org.waywiser.wire.control.Modes.ENCRYPTED;
import static org.waywiser.wire.control.Modes.IKEV2_DERIVED;
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
        assertThat(choose(CLASSIC, List.of(ENCRYPTED, UNAUTHENTICATED), false, true))
                .isEqualTo(new ModeChoice.Keyed(ENCRYPTED));
        assertThat(choose(UNAUTHENTICATED, List.of(ENCRYPTED, UNAUTHENTICATED), false, true))
                .isEqualTo(new ModeChoice.Open());
    }

    @Test
    void prefersAnIkeSaToAPassphrase() {
        assertThat(choose(WITH_IKE, List.of(AUTHENTICATED), true, true))
                .isEqualTo(new ModeChoice.Derived(AUTHENTICATED.or(IKEV2_DERIVED)));
    }

    @Test
    void usesThePassphraseWithAServerThatDoesNotDerive() {
        assertThat(choose(CLASSIC, List.of(AUTHENTICATED), true, true)).isEqualTo(new ModeChoice.Keyed(AUTHENTICATED));
    }

    @Test
    void neverFallsBackToUnauthenticatedUnlessThatWasNamed() {
        assertThat(choose(CLASSIC, List.of(AUTHENTICATED, ENCRYPTED), true, false))
                .isEqualTo(new ModeChoice.Nothing());
    }

    @Test
    void ignoresTheDerivedBitWhenItHasNoSource() {
        assertThat(choose(WITH_IKE, List.of(AUTHENTICATED), false, false)).isEqualTo(new ModeChoice.Nothing());
    }
}
