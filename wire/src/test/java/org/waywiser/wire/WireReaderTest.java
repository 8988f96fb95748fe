package org.waywiser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WireReaderTest {
    @Test
    void readsUnsignedBigEndian() throws MalformedMessage {
        var in = WireReader.of(Octets.hex("ff80018000000001fffffffffffffffe"));

        assertThat(in.u8()).isEqualTo(255);
        assertThat(in.u16()).isEqualTo(0x8001);
        in.skip(1);
        assertThat(in.u32()).isEqualTo(1);
        assertThat(in.u64()).isEqualTo(-2);
        in.end();
    }

    @Test
    void refusesToReadPastTheEndAndNegativeLengths() {
        var in = WireReader.of(new byte[3]);

        assertThatThrownBy(in::u32).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> in.octets(-1)).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> in.sub(Integer.MAX_VALUE)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void noticesOctetsLeftOver() {
        assertThatThrownBy(() -> WireReader.of(new byte[1]).end()).isInstanceOf(MalformedMessage.class);
    }
}
