package org.waywiser.keys.strongswan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("net")
class CharonSocketTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2, INET", "::1, ::1, INET6"})
    void seesTheSocketThatIsConnectedWithOursAndNoOther(String local, String remote, StandardProtocolFamily family)
            throws IOException {
        var ours = new InetSocketAddress(InetAddress.ofLiteral(remote), 4510);
        var another = new InetSocketAddress(InetAddress.ofLiteral(remote), 4511);
        InetSocketAddress theirs;
        OptionalLong first;
        try (var channel = DatagramChannel.open(family)) {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral(local), 0));
            theirs = (InetSocketAddress) channel.getLocalAddress();
            assertThat(inode(theirs, ours)).isEmpty();

            channel.connect(ours);
            first = inode(theirs, ours);
            assertThat(first).isPresent();
            assertThat(inode(theirs, another)).isEmpty();
        }
        assertThat(inode(theirs, ours)).isEmpty();
        try (var channel = DatagramChannel.open(family)) {
            channel.bind(theirs).connect(ours);
            assertThat(inode(theirs, ours)).isPresent().isNotEqualTo(first);
        }
    }

    private static OptionalLong inode(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        return new CharonSocket(Path.of("/proc/thread-self"), local, remote).inode();
    }
}
