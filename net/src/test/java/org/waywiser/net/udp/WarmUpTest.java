package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.protocol.probe.ProbeMode;

@Tag("net")
class WarmUpTest {
    static Stream<WarmUp.Play> plays() {
        return Stream.of(
                new WarmUp.Play(false, ProbeMode.OPEN, false),
                new WarmUp.Play(false, ProbeMode.AUTHENTICATED, false),
                new WarmUp.Play(false, ProbeMode.ENCRYPTED, false),
                new WarmUp.Play(true, ProbeMode.OPEN, false),
                new WarmUp.Play(true, ProbeMode.AUTHENTICATED, false));
    }

    @ParameterizedTest
    @MethodSource("plays")
    void isDoneOnceForEachProtocolAndMode(WarmUp.Play play) throws Exception {
        var first = WarmUp.begin(play);
        assertThat(WarmUp.begin(play)).isSameAs(first);
        first.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("plays")
    void playsBothEndsWithoutLosingARound(WarmUp.Play play) {
        assertThat(WarmUp.play(play, 50, Long.MAX_VALUE)).isEqualTo(50);
    }
}
