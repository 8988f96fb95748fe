package org.waywiser.net.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On the family that every kernel has and everybody may ask: routing. */
@Tag("net")
class NetlinkTest {
    private static final int NETLINK_ROUTE = 0;
    private static final int RTM_NEWLINK = 16;
    /** RTM_GETLINK with NLM_F_REQUEST and NLM_F_DUMP, sequence 7, and a {@code struct ifinfomsg} of zeros. */
    private static final byte[] DUMP_LINKS =
            HexFormat.of().parseHex("20000000120001030700000000000000" + "00".repeat(16));

    @Test
    void aDumpIsAnswered() throws IOException {
        try (var netlink = Netlink.open(NETLINK_ROUTE, 0)) {
            netlink.send(DUMP_LINKS);

            byte[] first = netlink.receive(Long.MAX_VALUE).orElseThrow();

            assertThat(first[4]).isEqualTo((byte) RTM_NEWLINK);
            assertThat(first[8]).isEqualTo((byte) 7);
        }
    }

    @Test
    void waitingEndsWhenItIsWoken() throws IOException {
        try (var netlink = Netlink.open(NETLINK_ROUTE, 0)) {
            netlink.wake();

            assertThat(netlink.receive(Long.MAX_VALUE)).isEmpty();
            assertThat(netlink.receive(0)).isEmpty();
        }
    }

    @Test
    void aFamilyThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Netlink.open(31, 0))
                .isInstanceOf(SystemCallException.class)
                .satisfies(e -> assertThat(((SystemCallException) e).errno()).isEqualTo(Errno.EPROTONOSUPPORT));
    }
}
