package org.waywiser.keys.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.waywiser.wire.Octets;

class OwnAddressesTest {
    private final OwnAddresses own = new OwnAddresses();

    @Test
    void loopbackIsAnAddressOfThisHostAndOneForDocumentationIsNot() {
        assertThat(own).accepts(Octets.hex("7f000001"));
        assertThat(own).rejects(Octets.hex("cb007101"));
        own.lookAgain();
        assertThat(own).accepts(Octets.hex("7f000001"));
    }
}
