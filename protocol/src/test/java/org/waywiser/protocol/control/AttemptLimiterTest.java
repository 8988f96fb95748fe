package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.VirtualTime;

class AttemptLimiterTest {
    private final VirtualTime time = new VirtualTime();
    private final AttemptLimiter<String> limiter = new AttemptLimiter<>(2, 3, Duration.ofSeconds(30));

    @Test
    void boundsAttemptsInProgress() {
        assertThat(begin("a")).isTrue();
        assertThat(begin("a")).isTrue();
        assertThat(begin("a")).isFalse();
        assertThat(begin("b")).isTrue();

        limiter.end("a", true);
        assertThat(begin("a")).isTrue();
    }

    @Test
    void forgivesFailuresInTime() {
        for (int i = 0; i < 3; i++) {
            assertThat(begin("a")).isTrue();
            limiter.end("a", false);
        }
        assertThat(begin("a")).isFalse();

        time.advance(Duration.ofSeconds(10));
        assertThat(begin("a")).isTrue();
    }

    @Test
    void doesNotCountSuccesses() {
        for (int i = 0; i < 100; i++) {
            assertThat(begin("a")).isTrue();
            limiter.end("a", true);
        }
    }

    private boolean begin(String client) {
        return limiter.begin(client, time.now());
    }
}
