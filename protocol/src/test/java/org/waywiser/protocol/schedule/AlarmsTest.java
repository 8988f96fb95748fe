package org.waywiser.protocol.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmsTest {
    @Test
    void ringsInOrderAcrossTheWrapOfTheClock() {
        var alarms = new Alarms(3);
        alarms.set(0, Long.MIN_VALUE + 5);
        alarms.set(1, Long.MAX_VALUE - 5);
        alarms.set(2, Long.MAX_VALUE);
        for (int next : new int[] {1, 2, 0}) {
            assertThat(alarms.first()).isEqualTo(next);
            alarms.cancel(next);
        }
        assertThat(alarms.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 300})
    void agreesWithASearchThroughAll(int many) {
        var random = new SplittableRandom(many);
        var alarms = new Alarms(many);
        var times = new HashMap<Integer, Long>();
        long now = Long.MAX_VALUE - 5_000;
        for (int i = 0; i < 4_000; i++) {
            int owner = random.nextInt(many);
            if (random.nextInt(4) == 0) {
                alarms.cancel(owner);
                times.remove(owner);
            } else {
                long at = now + random.nextInt(1_000);
                alarms.set(owner, at);
                times.put(owner, at);
            }
            now += random.nextInt(2);
            assertThat(alarms.isEmpty()).isEqualTo(times.isEmpty());
            if (times.isEmpty()) continue;
            long base = now - 1_000_000;
            long first = times.values().stream()
                    .min((one, other) -> Long.compare(one - base, other - base))
                    .orElseThrow();
            assertThat(alarms.firstNanos()).isEqualTo(first);
            assertThat(times).contains(Map.entry(alarms.first(), first));
        }
    }
}
