package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.probe.ProbeMode;

@Tag("net")
class WarmUpTest {
    @ParameterizedTest
    @EnumSource
    void isDoneOnceForEachMode(ProbeMode mode) throws Exception {
        var first = WarmUp.begin(mode);
        assertThat(WarmUp.begin(mode)).isSameAs(first);
        first.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void playsBothEndsWithoutLosingARound(ProbeMode mode) {
        assertThat(WarmUp.play(mode, 50, Long.MAX_VALUE)).isEqualTo(50);
    }
}
