package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.net.udp.Loopback.LONG;
import static org.waywiser.net.udp.Loopback.address;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;

/** What takes sockets of Linux: to know which of its addresses a wildcard was asked on. */
@Tag("net")
class LinuxUdpPortsTest {
    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.23", "::, 127.0.0.24"})
    @Rfc(value = 7296, section = "2.11")
    void answersFromTheAddressItWasAskedOn(String wildcard, String asked) throws IOException {
        try (var client = UdpPorts.open(List.of(address("127.0.0.1", 0)));
                var server = UdpPorts.open(List.of(address(wildcard, 0)))) {
            var from = client.localAddresses().getFirst();
            var to = address(asked, server.localAddresses().getFirst().getPort());
            client.send(new byte[] {1}, from, to);
            assertThat(next(server)).containsExactly(from, to);

            server.send(new byte[] {2}, to, from);
            assertThat(next(client)).containsExactly(to, from);
        }
    }

    /** Where the next message came from, and went to. */
    private static List<InetSocketAddress> next(UdpPorts ports) throws IOException {
        var ends = new ArrayList<InetSocketAddress>();
        while (ends.isEmpty()) {
            ports.await(LONG);
            ports.receive(1, (_, from, to) -> ends.addAll(List.of(from, to)));
        }
        return ends;
    }
}
