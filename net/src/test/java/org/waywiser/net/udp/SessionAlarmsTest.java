package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;

class SessionAlarmsTest {
    private final ReflectorPort port = open();
    private final SessionAlarms alarms = new SessionAlarms();
    private final PortSession one = session(9);
    private final PortSession other = session(10);

    private static ReflectorPort open() {
        try {
            return ReflectorPort.start(
                    UdpSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), WallClock.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PortSession session(int senderPort) {
        var source = new InetSocketAddress(InetAddress.getLoopbackAddress(), senderPort);
        return port.add(source, new ReflectorConfig(ProbeMode.OPEN, null, 0, 0, 1, 1))
                .orElseThrow();
    }

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void ringsInTheOrderOfTheTimesNotOfTheirSetting() {
        alarms.set(one, 200);
        alarms.set(other, 100);

        assertThat(alarms.due(99)).isNull();
        assertThat(alarms.left(99)).isEqualTo(1);
        assertThat(alarms.due(300)).isSameAs(other);
        assertThat(alarms.due(300)).isSameAs(one);
        assertThat(alarms.due(300)).isNull();
    }

    @Test
    void ringsForAllThatAreDueAtOnce() {
        alarms.set(one, 100);
        alarms.set(other, 100);

        assertThat(alarms.due(100)).isSameAs(one);
        assertThat(alarms.due(100)).isSameAs(other);
    }

    @Test
    void keepsOneTimeForEachSession() {
        alarms.set(one, 1_000_000);
        alarms.set(one, 100);

        assertThat(alarms.due(100)).isSameAs(one);
        assertThat(alarms.left(100)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void forgetsASessionThatHasEnded() {
        alarms.set(one, 100);
        alarms.cancel(one);
        alarms.cancel(other);

        assertThat(alarms.left(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void countsOnBeyondTheWrapOfMonotonicTime() {
        alarms.set(one, Long.MIN_VALUE + 5);
        alarms.set(other, Long.MAX_VALUE - 5);

        assertThat(alarms.left(Long.MAX_VALUE - 6)).isEqualTo(1);
        assertThat(alarms.due(Long.MIN_VALUE + 5)).isSameAs(other);
        assertThat(alarms.due(Long.MIN_VALUE + 5)).isSameAs(one);
    }
}
