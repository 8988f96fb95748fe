package org.waywiser.security.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

class IncomingStreamFuzzTest {
    private static final Secret KEY = Secret.of(new byte[16]);

    @FuzzTest
    void decryptsAnyBlocksAndTrustsNone(byte[] octets) {
        var keys = new ControlKeys(KEY, Secret.of(new byte[32]));
        var stream = IncomingStream.keyed(keys, Octets.zeros(16));
        int whole = octets.length / 16 * 16;

        assertThat(stream.decrypt(Arrays.copyOf(octets, whole))).hasSize(whole);
        assertThat(stream.authentic(Arrays.copyOf(octets, 16))).isFalse();
        if (whole >= TokenContents.LENGTH) {
            var token = Octets.of(octets, 0, TokenContents.LENGTH);
            assertThat(TokenContents.open(token, KEY).seal(KEY)).isEqualTo(token);
        }
    }
}
