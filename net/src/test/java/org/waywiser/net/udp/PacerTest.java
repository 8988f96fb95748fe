package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Pacing PRECISE = new Pacing(true, OptionalInt.empty(), OptionalInt.empty());

    private final AtomicInteger underWay = new AtomicInteger();
    private final UdpSocket socket;

    PacerTest() throws IOException {
        socket = UdpSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        socket.close();
    }

    private Pacer pacer(Pacing pacing) {
        return new Pacer(socket, pacing, underWay, 1);
    }

    @Test
    void sleepsUntilThePacketIsDue() {
        try (var pacer = pacer(Pacing.SLEEPING)) {
            assertThat(pacer.sleepNanos(1_000_000)).isEqualTo(1_000_000);
            assertThat(pacer.sleepNanos(100_000)).isEqualTo(100_000);
        }
    }

    @Test
    void spinsWhereGoingToSleepWouldTakeAsLong() {
        try (var pacer = pacer(Pacing.SLEEPING)) {
            assertThat(pacer.sleepNanos(20_000)).isNotPositive();
        }
    }

    @Test
    void sleepsUntilShortlyBeforeThePacketAndSpinsThenWherePrecisionIsAskedFor() {
        try (var pacer = pacer(PRECISE)) {
            assertThat(pacer.sleepNanos(1_000_000)).isBetween(500_000L, 999_999L);
            assertThat(pacer.sleepNanos(50_000)).isNotPositive();
        }
    }

    @Test
    void spinsForLongerWhereSleepsEndLaterAgainAndAgain() {
        try (var pacer = pacer(PRECISE)) {
            long before = pacer.sleepNanos(1_000_000);
            pacer.adapt(1_000_000_000);
            assertThat(pacer.sleepNanos(1_000_000)).isBetween(before / 2, before - 1);
            for (int i = 0; i < 20; i++) pacer.adapt(300_000);
            assertThat(pacer.sleepNanos(1_000_000)).isBetween(400_000L, 680_000L);
            for (int i = 0; i < 10_000; i++) {
                pacer.adapt(10_000);
                pacer.shorten();
            }
            assertThat(pacer.sleepNanos(1_000_000)).isGreaterThan(before);
        }
    }

    @Test
    void sleepsToTheEndWhileMoreRunsAreUnderWayThanMaySpin() {
        try (var pacer = pacer(PRECISE)) {
            try (var _ = pacer(PRECISE)) {
                assertThat(pacer.sleepNanos(1_000_000)).isEqualTo(1_000_000);
                assertThat(pacer.sleepNanos(50_000)).isEqualTo(50_000);
            }
            assertThat(pacer.sleepNanos(50_000)).isNotPositive();
        }
    }
}
