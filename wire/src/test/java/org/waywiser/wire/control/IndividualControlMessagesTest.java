package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/** Laid out by hand as the figures have them. */
@Rfc(value = 5938, section = "3")
class IndividualControlMessagesTest {
    private static final Sid FIRST = new Sid(Octets.hex("7f000001eeabe2062ddd6e04d0ef22ed"));
    private static final Sid SECOND = new Sid(Octets.hex("c0000201eeabe2062ddd6e05abcdef01"));
    private static final String BOTH = FIRST.toString() + SECOND;

    @Test
    @Rfc(value = 5938, section = "3.2")
    void readsAndWritesStartNSessions() throws MalformedMessage {
        var octets = Octets.hex("07" + "00".repeat(11) + "00000002" + BOTH);
        var start = new StartNSessions(List.of(FIRST, SECOND));

        assertThat(Octets.of(start.toByteArray())).isEqualTo(octets);
        assertThat(StartNSessions.read(WireReader.of(octets))).isEqualTo(start);
        assertThat(StartNSessions.read(WireReader.of(Octets.hex("07" + "ff".repeat(11) + "00000002" + BOTH))))
                .isEqualTo(start);
    }

    @Test
    @Rfc(value = 5938, section = "3.3")
    void readsAndWritesStartNAck() throws MalformedMessage {
        var octets = Octets.hex("08" + "05" + "00".repeat(10) + "00000001" + SECOND);
        var ack = new StartNAck(Accept.TEMPORARY_LIMIT, List.of(SECOND));

        assertThat(Octets.of(ack.toByteArray())).isEqualTo(octets);
        assertThat(StartNAck.read(WireReader.of(octets))).isEqualTo(ack);
        assertThat(StartNAck.read(WireReader.of(Octets.hex("0805" + "ff".repeat(10) + "00000001" + SECOND))))
                .isEqualTo(ack);
    }

    @Test
    @Rfc(value = 5938, section = "3.4")
    void readsAndWritesStopNSessions() throws MalformedMessage {
        var octets = Octets.hex("09" + "00".repeat(11) + "00000001" + FIRST);
        var stop = new StopNSessions(List.of(FIRST));

        assertThat(Octets.of(stop.toByteArray())).isEqualTo(octets);
        assertThat(StopNSessions.read(WireReader.of(octets))).isEqualTo(stop);
    }

    @Test
    @Rfc(value = 5938, section = "3.5")
    void readsAndWritesStopNAck() throws MalformedMessage {
        var octets = Octets.hex("0a" + "01" + "00".repeat(10) + "00000002" + BOTH);
        var ack = new StopNAck(Accept.FAILURE, List.of(FIRST, SECOND));

        assertThat(Octets.of(ack.toByteArray())).isEqualTo(octets);
        assertThat(StopNAck.read(WireReader.of(octets))).isEqualTo(ack);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "00000002", "80000000", "ffffffff"})
    void aCountThatIsZeroOrGreaterThanTheSidsIsMalformed(String count) {
        byte[] octets = Octets.hex("07" + "00".repeat(11) + count + FIRST).toByteArray();

        assertThatThrownBy(() -> StartNSessions.read(WireReader.of(octets))).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void theFirstBlockTellsHowLongTheCommandIs() throws MalformedMessage {
        assertThat(NamedSessions.bodyLength(start("00000003"), 3)).isEqualTo(16 + 3 * 16);
        for (String count : List.of("00000000", "00000004", "7fffffff", "ffffffff")) {
            assertThatThrownBy(() -> NamedSessions.bodyLength(start(count), 3)).isInstanceOf(MalformedMessage.class);
        }
    }

    private static byte[] start(String count) {
        return Octets.hex("09" + "00".repeat(11) + count).toByteArray();
    }

    @Test
    void thereIsNoCommandWithoutASession() {
        assertThatThrownBy(() -> new StopNSessions(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StartNAck(Accept.OK, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
