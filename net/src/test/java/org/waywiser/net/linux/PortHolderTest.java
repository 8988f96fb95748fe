package org.waywiser.net.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("net")
class PortHolderTest {
    private final PortHolder holders = new PortHolder(Path.of("/proc"));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "::"})
    void namesTheProgramThatHoldsAPort(String host) throws IOException {

        try (var channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral(host), 0));
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();

            assertThat(holders.ofUdp(port))
                    .hasValueSatisfying(holder -> assertThat(holder)
                            .endsWith(", process " + ProcessHandle.current().pid()));
        }
        assertThat(holders.ofUdp(0)).isEmpty();
    }
}
