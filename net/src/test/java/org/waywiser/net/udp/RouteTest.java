package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("net")
class RouteTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whatStaysAtHomeTakesAsMuchAsItsDevice(String address) throws IOException {
        var home = InetAddress.ofLiteral(address);

        var route = Route.to(new InetSocketAddress(home, 862));

        assertThat(route.local()).isEqualTo(home);
        assertThat(route.device()).isEqualTo("lo");
        assertThat(route.tunnel()).isFalse();
        assertThat(route.pathMtu()).isPositive().isEqualTo(route.linkMtu());
    }
}
