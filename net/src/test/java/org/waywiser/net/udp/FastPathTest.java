package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.waywiser.net.udp.Loopback.address;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.Messages;

@Tag("net")
class FastPathTest {
    @AfterEach
    void byItself() {
        Kind.byItself();
    }

    @Test
    void isTakenOnLinuxUnlessItIsForbidden() throws IOException {
        assertThat(UdpSocket.hindrance()).isEmpty();
        try (var socket = UdpSocket.open(address("127.0.0.1", 0))) {
            assertThat(socket).isInstanceOf(LinuxUdpSocket.class);
        }
        Kind.JAVA.choose();
        assertThat(UdpSocket.hindrance()).contains("waywiser.portable is set, which forbids calls of Linux");
        try (var socket = UdpSocket.open(address("127.0.0.1", 0))) {
            assertThat(socket).isInstanceOf(ChannelUdpSocket.class);
        }
    }

    @Test
    void knowsACallThatIsRefusedFromAWishThatIs() {
        assertThat(FastPath.refusal(Messages.failure("recvmmsg", -Errno.ENOSYS)))
                .isTrue();
        assertThat(FastPath.refusal(Messages.failure("setsockopt(1, 35)", -Errno.ENOPROTOOPT)))
                .isTrue();
        assertThat(FastPath.refusal(Messages.failure("bind", -Errno.EACCES))).isFalse();
        assertThat(FastPath.refusal(Messages.failure("eventfd", -24))).isFalse();
    }

    @Test
    void isGivenUpForGoodOnceItWasRefused() throws IOException {
        var path = new FastPath();
        try (var socket = path.open(
                () -> {
                    throw Messages.failure("eventfd", -Errno.EPERM);
                },
                () -> ChannelUdpSocket.open(address("127.0.0.1", 0)))) {
            assertThat(socket).isInstanceOf(ChannelUdpSocket.class);
            assertThat(path.hindrance()).contains("eventfd: Operation not permitted (errno 1)");
        }
        assertThatThrownBy(() -> new FastPath()
                        .open(
                                () -> {
                                    throw Messages.failure("bind", -Errno.EADDRINUSE);
                                },
                                () -> ChannelUdpSocket.open(address("127.0.0.1", 0))))
                .hasMessageContaining("already in use");
    }

    @Test
    void saysWhyAndWhatThatMeans() {
        assertThat(FastPath.words("so it is"))
                .isEqualTo("sockets of Java instead of the kernel's own, so arrivals are stamped late,"
                        + " and hops and losses of buffers not known: so it is");
    }
}
