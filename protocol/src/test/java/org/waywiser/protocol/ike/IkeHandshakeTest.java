package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;

@Rfc(value = 7296, section = "1.2")
class IkeHandshakeTest {
    @Test
    void fourMessagesGiveBothEndsTheSameKeys() {
        var ends = new Lockstep();
        var alice = ends.establish();
        var bob = ends.established(ends.told);

        assertThat(alice.spiI()).isEqualTo(bob.spiI());
        assertThat(alice.skD()).isEqualTo(bob.skD());
        assertThat(alice.sharedSecret()).isEqualTo(bob.sharedSecret());
    }
}
