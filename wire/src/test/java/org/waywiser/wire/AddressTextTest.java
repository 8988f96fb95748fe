package org.waywiser.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1:862",
        "::1, [::1]:862",
        "::, [::]:862",
        "2001:db8::, [2001:db8::]:862",
        "2001:db8:0:0:1:0:0:0, [2001:db8:0:0:1::]:862",
        "2001:db8:0:1:2:3:4:5, [2001:db8:0:1:2:3:4:5]:862",
    })
    void writesAddressesAsPeopleDo(String address, String expected) throws UnknownHostException {
        assertThat(AddressText.of(new InetSocketAddress(InetAddress.getByName(address), 862)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"server.example, server.example:862"})
    void keepsANameThatIsNotResolved(String name, String expected) {
        assertThat(AddressText.of(InetSocketAddress.createUnresolved(name, 862)))
                .isEqualTo(expected);
    }
}
