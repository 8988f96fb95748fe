package org.waywiser.net.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressTest {
    private final MemorySegment name = MemorySegment.ofArray(new int[SocketAddress.SIZE / 4]);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "203.0.113.255", "0.0.0.0", "2001:db8::1", "::1", "fe80::1"})
    void keepsAddressAndPort(String text) {
        byte[] octets = InetAddress.ofLiteral(text).getAddress();
        short family = octets.length == 4 ? SocketAddress.AF_INET : SocketAddress.AF_INET6;
        SocketAddress.write(name, family, SocketAddress.highOf(octets), SocketAddress.lowOf(octets), 65_535, 3);
        assertThat(SocketAddress.octets(SocketAddress.high(name), SocketAddress.low(name)))
                .isEqualTo(octets);
        assertThat(SocketAddress.port(name)).isEqualTo(65_535);
        assertThat(SocketAddress.scope(name)).isEqualTo(family == SocketAddress.AF_INET ? 0 : 3);
    }

    @Test
    void mapsIpv4OnADualStackSocket() {
        byte[] octets = InetAddress.ofLiteral("192.0.2.7").getAddress();
        SocketAddress.write(name, SocketAddress.AF_INET6, 0, SocketAddress.lowOf(octets), 862, 0);
        assertThat(SocketAddress.mapped(SocketAddress.high(name), SocketAddress.low(name)))
                .isTrue();
        assertThat(SocketAddress.octets(SocketAddress.high(name), SocketAddress.low(name)))
                .isEqualTo(octets);
    }

    @Test
    void refusesIpv6OnAnIpv4Socket() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketAddress.write(name, SocketAddress.AF_INET, 1, 1, 862, 0));
    }
}
