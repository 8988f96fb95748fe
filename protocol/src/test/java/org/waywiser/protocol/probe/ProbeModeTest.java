package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;

class ProbeModeTest {
    @ParameterizedTest
    @CsvSource({
        "1, OPEN",
        "2, AUTHENTICATED",
        "4, ENCRYPTED",
        "8, OPEN",
        "130, AUTHENTICATED",
        "136, OPEN",
        "20, ENCRYPTED"
    })
    @Rfc(value = 5618, section = "3.1")
    void packetsAreProtectedAsControlIsUnlessTheModeIsMixed(long control, ProbeMode packets) {
        assertThat(ProbeMode.of(new Modes(control))).isEqualTo(packets);
    }

    @Test
    @Rfc(value = 5618, section = "4.1.2")
    void openPacketsNeedNoCipherWhateverKeysThereAre() {
        var keys = new ProbeKeys(Secret.owning(new byte[16]), Secret.owning(new byte[32]));

        assertThat(ProbeMode.OPEN.cipher(keys)).isNull();
        assertThatThrownBy(() -> keys.aes().toByteArray()).isInstanceOf(IllegalStateException.class);
        assertThat(ProbeMode.OPEN.cipher(null)).isNull();
    }
}
