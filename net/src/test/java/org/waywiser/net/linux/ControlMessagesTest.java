package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Vectors;

class ControlMessagesTest {
    private final Vectors c = Vectors.read("/linux/lp64.txt");
    private final MemorySegment control = Arena.ofAuto().allocate(ControlMessages.CAPACITY, 8);
    private final ControlMessages messages = new ControlMessages(control);

    @Test
    void takesAsMuchRoomAsTheMacrosOfC() {
        assertThat(messages.putInt(0, Sockets.IPPROTO_IP, Sockets.IP_TTL, 1))
                .isEqualTo(Long.parseLong(c.text("CMSG_SPACE(4)")));
        assertThat(control.get(JAVA_LONG, 0)).isEqualTo(Long.parseLong(c.text("CMSG_LEN(4)")));
        assertThat(messages.putSource(0, 0x7f000001)).isEqualTo(Long.parseLong(c.text("CMSG_SPACE(12)")));
        assertThat(control.get(JAVA_LONG, 0)).isEqualTo(Long.parseLong(c.text("CMSG_LEN(12)")));
        assertThat(messages.putSource(0, 0, 1, 0)).isEqualTo(Long.parseLong(c.text("CMSG_SPACE(20)")));
        assertThat(control.get(JAVA_LONG, 0)).isEqualTo(Long.parseLong(c.text("CMSG_LEN(20)")));
    }

    @Test
    void findsWhatItKnowsAmongWhatItDoesNot() {
        long at = messages.putInt(0, 99, 1, 5);
        at = messages.putInt(at, Sockets.IPPROTO_IP, Sockets.IP_TTL, 61);
        at = messages.putSource(at, 0x7f000002);
        at = messages.putInt(at, Sockets.IPPROTO_IP, Sockets.IP_TOS, 0xb8);
        messages.parse(at);
        assertThat(messages.timeToLive()).isEqualTo(61);
        assertThat(messages.trafficClass()).isEqualTo(0xb8);
        assertThat(messages.localHigh()).isZero();
        assertThat(messages.localLow()).isEqualTo(SocketAddress.map(0x7f000002));
        assertThat(messages.stamped()).isFalse();
    }

    @Test
    void findsHowManyWereLost() {
        messages.parse(messages.putInt(0, Sockets.SOL_SOCKET, Sockets.SO_RXQ_OVFL, -2));
        assertThat(messages.overflow()).isEqualTo(-2);
        messages.parse(0);
        assertThat(messages.overflow()).isZero();
    }

    @Test
    void forgetsTheDatagramBefore() {
        messages.parse(messages.putInt(0, Sockets.IPPROTO_IP, Sockets.IP_TTL, 61));
        messages.parse(0);
        assertThat(messages.timeToLive()).isEqualTo(-1);
        assertThat(messages.trafficClass()).isEqualTo(-1);
        assertThat(messages.localLow()).isZero();
    }

    @Test
    void stopsAtALengthThatCannotBe() {
        long end = messages.putInt(0, 99, 1, 5);
        end = messages.putInt(end, Sockets.IPPROTO_IP, Sockets.IP_TTL, 61);
        for (long length : new long[] {0, 15, -1, 1000, Long.MAX_VALUE}) {
            control.set(JAVA_LONG, 0, length);
            messages.parse(end);
            assertThat(messages.timeToLive()).as("length %d", length).isEqualTo(-1);
        }
    }
}
