package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PacerTest {
    private final AtomicInteger underWay = new AtomicInteger();

    @Test
    void sleepsUntilShortlyBeforeThePacketAndSpinsThen() throws Exception {
        try (var socket = UdpSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var pacer = new Pacer(socket, underWay, 1)) {
            assertThat(pacer.sleepNanos(1_000_000)).isBetween(500_000L, 999_999L);
            assertThat(pacer.sleepNanos(50_000)).isNotPositive();
        }
    }

    @Test
    void sleepsToTheEndWhileMoreRunsAreUnderWayThanMaySpin() throws Exception {
        try (var socket = UdpSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var pacer = new Pacer(socket, underWay, 1)) {
            try (var _ = new Pacer(socket, underWay, 1)) {
                assertThat(pacer.sleepNanos(1_000_000)).isEqualTo(1_000_000);
                assertThat(pacer.sleepNanos(50_000)).isEqualTo(50_000);
            }
            assertThat(pacer.sleepNanos(50_000)).isNotPositive();
        }
    }
}
