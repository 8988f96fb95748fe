package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.waywiser.net.udp.Loopback.address;
import static org.waywiser.net.udp.Loopback.receive;
import static org.waywiser.net.udp.Loopback.send;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.waywiser.net.linux.BypassRefused;
import org.waywiser.net.linux.KernelClock;
import org.waywiser.net.linux.Netlink;
import org.waywiser.protocol.metrics.StampSource;

/** What there is without Linux. */
@Tag("net")
class ChannelUdpSocketTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @BeforeEach
    void choose() {
        Kind.JAVA.choose();
    }

    @AfterEach
    void byItself() {
        Kind.byItself();
    }

    @Test
    void admitsWhatItDoesNotKnowOfADatagram() throws IOException {
        try (var sender = LinuxUdpSocket.open(address("127.0.0.1", 0), "");
                var receiver = UdpSocket.open(address("0.0.0.0", 0))) {
            send(sender, address("127.0.0.1", receiver.localAddress().getPort()), 46 << 2, new byte[1]);
            var datagram = receive(receiver);
            assertThat(datagram.stampSource()).isEqualTo(StampSource.USER);
            assertThat(datagram.timeToLive()).isEqualTo(-1);
            assertThat(datagram.trafficClass()).isEqualTo(-1);
            assertThat(datagram.local()).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrongWithAnAddress() throws IOException {
        try (var taken = UdpSocket.open(address("127.0.0.1", 0))) {
            int port = taken.localAddress().getPort();
            assertThatThrownBy(() -> UdpSocket.open(LOOPBACK, port, port, ""))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("already in use");
        }
        assertThatThrownBy(() -> UdpSocket.open(address("192.0.2.200", 0))).isInstanceOf(BindException.class);
    }

    @Test
    void refusesWhatTakesCallsOfLinux() {
        assertThatThrownBy(() -> UdpSocket.open(address("127.0.0.1", 0), "lo"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("interface");
        assertThatThrownBy(() -> UdpSocket.openOutsideIpsec(LOOPBACK, 0, 0))
                .isInstanceOf(BypassRefused.class)
                .hasMessageContaining("forbids calls of Linux");
        assertThatThrownBy(() -> new Pacing(false, OptionalInt.of(0), OptionalInt.empty()).check())
                .isInstanceOf(Pacing.Refused.class)
                .hasMessageContaining("forbids calls of Linux");
        assertThatThrownBy(() -> Netlink.open(Netlink.NETLINK_XFRM, 0)).hasMessageContaining("forbids calls of Linux");
        assertThatThrownBy(KernelClock::read).hasMessageContaining("forbids calls of Linux");
    }

    @Test
    void findsTheWayToAHost() throws IOException {
        var route = Route.to(new InetSocketAddress(LOOPBACK, 862));
        assertThat(route.local()).isEqualTo(LOOPBACK);
        assertThat(route.device()).isEqualTo("lo");
        assertThat(route.tunnel()).isFalse();
        assertThat(route.pathMtu()).isGreaterThanOrEqualTo(1280).isEqualTo(route.linkMtu());
    }
}
