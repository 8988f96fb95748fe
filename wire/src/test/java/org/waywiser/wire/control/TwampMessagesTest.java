package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

class TwampMessagesTest {
    private static final Sid SID = new Sid(Octets.hex("7f000001eeabe2062ddd6e04d0ef22ed"));

    @Test
    @Rfc(value = 5357, section = "3.5")
    void readsAndWritesARequestTwSession() throws MalformedMessage {
        var octets = Octets.hex("05" + "04" + "00" + "00" // Command Number, IPVN, Conf-Sender, Conf-Receiver
                + "00000000" // Number of Schedule Slots
                + "00000000" // Number of Packets
                + "d3e6" + "035e" // Sender Port, Receiver Port
                + "c0000201" + "000000000000000000000000" // Sender Address
                + "c6336402" + "000000000000000000000000" // Receiver Address
                + "00000000000000000000000000000000" // SID
                + "00000040" // Padding Length
                + "eeabe2072e9f59ce" // Start Time
                + "0000000280000000" // Timeout
                + "2e000000" // Type-P Descriptor
                + "0000000000000000"); // MBZ
        var request = RequestTwSession.of(
                4,
                0xd3e6,
                862,
                Octets.hex("c0000201"),
                Octets.hex("c6336402"),
                64,
                0xeeabe2072e9f59ceL,
                0x2_80000000L,
                TypeP.ofDscp(46));

        assertThat(octets.length()).isEqualTo(RequestTwSession.BODY_LENGTH);
        assertThat(RequestTwSession.read(WireReader.of(octets))).isEqualTo(request);
        assertThat(Octets.of(request.toByteArray())).isEqualTo(octets);
        assertThat(request.senderIp()).isEqualTo(Octets.hex("c0000201"));
        assertThat(request.receiverIp()).isEqualTo(Octets.hex("c6336402"));
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void keepsWhatTwampWantsToBeZeroSoThatTheServerCanRefuseIt() throws MalformedMessage {
        var octets = Octets.hex("05" + "f9" + "ff" + "01" + "00000001" + "00000002" + "00".repeat(84));
        var request = RequestTwSession.read(WireReader.of(octets));

        assertThat(request.ipVersion()).isEqualTo(9);
        assertThat(request.confSender()).isEqualTo(255);
        assertThat(request.confReceiver()).isEqualTo(1);
        assertThat(request.scheduleSlots()).isEqualTo(1);
        assertThat(request.packets()).isEqualTo(2);
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void ignoresTwelveOctetsAfterAnIpv4AddressAndMbzOctets() throws MalformedMessage {
        var octets = Octets.hex("05" + "f4" + "00".repeat(14) + "c0000201" + "ff".repeat(12) + "c6336402"
                + "ff".repeat(12) + "00".repeat(44) + "ff".repeat(4));
        var request = RequestTwSession.read(WireReader.of(octets));

        assertThat(request)
                .isEqualTo(RequestTwSession.of(
                        4, 0, 0, Octets.hex("c0000201"), Octets.hex("c6336402"), 0, 0, 0, TypeP.DEFAULT));
        assertThat(Octets.of(request.toByteArray()).slice(20, 32).isZero()).isTrue();
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void carriesAllOfAnIpv6Address() throws MalformedMessage {
        var sender = Octets.hex("20010db8000000000000000000000001");
        var receiver = Octets.hex("20010db8000000000000000000000002");
        var request = RequestTwSession.of(6, 1, 2, sender, receiver, 0, 0, 0, TypeP.DEFAULT);

        assertThat(RequestTwSession.read(WireReader.of(request.toByteArray()))).isEqualTo(request);
        assertThat(request.senderIp()).isEqualTo(sender);
        assertThat(request.receiverIp()).isEqualTo(receiver);
        assertThatThrownBy(() -> RequestTwSession.of(6, 1, 2, Octets.zeros(4), receiver, 0, 0, 0, TypeP.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void readsAndWritesAnAcceptSession() throws MalformedMessage {
        var octets = Octets.hex("00" + "00" + "d3e7" + SID + "000000000000000000000000");
        var accept = new AcceptSession(Accept.OK, 0xd3e7, SID);

        assertThat(octets.length()).isEqualTo(AcceptSession.BODY_LENGTH);
        assertThat(AcceptSession.read(WireReader.of(octets))).isEqualTo(accept);
        assertThat(Octets.of(accept.toByteArray())).isEqualTo(octets);
        assertThat(AcceptSession.read(WireReader.of(Octets.hex("00ffd3e7" + SID + "00000000" + "ff".repeat(8)))))
                .isEqualTo(accept);
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void offersNoPortWhenItRefuses() {
        assertThat(Octets.of(AcceptSession.refusing(Accept.NOT_SUPPORTED).toByteArray()))
                .isEqualTo(Octets.hex("03").concat(Octets.zeros(31)));
    }

    @Test
    @Rfc(value = 6038, section = "4.2")
    void readsAndWritesWhatARequestWantsReflected() throws MalformedMessage {
        var plain = RequestTwSession.of(4, 0xd3e6, 862, Octets.zeros(16), Octets.zeros(16), 64, 1, 2, TypeP.DEFAULT);
        var octets = Octets.of(plain.toByteArray())
                .slice(0, 88)
                .concat(Octets.hex("beef" + "0102" + "00000000")); // Octets to be reflected, Length, MBZ
        var request = plain.reflecting(0xbeef, 0x0102);

        assertThat(Octets.of(request.toByteArray())).isEqualTo(octets);
        assertThat(RequestTwSession.read(WireReader.of(octets))).isEqualTo(request);
        assertThatThrownBy(() -> plain.reflecting(0, 1 << 16)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Rfc(value = 6038, section = "4.3")
    void readsAndWritesWhatAnAcceptSessionReflects() throws MalformedMessage {
        var octets = Octets.hex("00" + "00" + "d3e7" + SID + "beef" + "cafe" + "0000000000000000");
        var accept = new AcceptSession(Accept.OK, 0xd3e7, SID, 0xbeef, 0xcafe);

        assertThat(Octets.of(accept.toByteArray())).isEqualTo(octets);
        assertThat(AcceptSession.read(WireReader.of(octets))).isEqualTo(accept);
    }

    @Test
    @Rfc(value = 4656, section = "3.7")
    void readsAndWritesStartSessionsAndStartAck() throws MalformedMessage {
        var start = Octets.hex("02" + "00".repeat(15));
        var ack = Octets.hex("05" + "00".repeat(15));

        assertThat(StartSessions.read(WireReader.of(Octets.hex("02" + "ff".repeat(15)))))
                .isEqualTo(new StartSessions());
        assertThat(Octets.of(new StartSessions().toByteArray())).isEqualTo(start);
        assertThat(StartAck.read(WireReader.of(Octets.hex("05" + "ff".repeat(15)))))
                .isEqualTo(new StartAck(Accept.TEMPORARY_LIMIT));
        assertThat(Octets.of(new StartAck(Accept.TEMPORARY_LIMIT).toByteArray()))
                .isEqualTo(ack);
    }

    @Test
    @Rfc(value = 5357, section = "3.8")
    void readsAndWritesStopSessionsWithoutDescriptions() throws MalformedMessage {
        var octets = Octets.hex("03" + "01" + "0000" + "00000007" + "0000000000000000");
        var stop = new StopSessions(Accept.FAILURE, 7);

        assertThat(octets.length()).isEqualTo(StopSessions.BODY_LENGTH);
        assertThat(StopSessions.read(WireReader.of(octets))).isEqualTo(stop);
        assertThat(Octets.of(stop.toByteArray())).isEqualTo(octets);
        assertThat(StopSessions.read(WireReader.of(Octets.hex("0301ffff00000007" + "ff".repeat(8)))))
                .isEqualTo(stop);
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void refusesACommandNumberThatIsNotItsOwn() {
        byte[] zeros = new byte[96];

        assertThatThrownBy(() -> RequestTwSession.read(WireReader.of(zeros)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("Command Number 0 where 5 belongs");
        assertThatThrownBy(() -> StartSessions.read(WireReader.of(zeros))).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> StopSessions.read(WireReader.of(zeros))).isInstanceOf(MalformedMessage.class);
    }
}
