package org.waywiser.wire.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

class StampPacketTest {
    private static StampPacket fill(StampPacket packet) {
        return packet.sequenceNumber(0x01020304)
                .timestamp(0x1112131415161718L)
                .errorEstimate(0x2122)
                .ssid(0x3132)
                .receiveTimestamp(0x4142434445464748L)
                .senderSequenceNumber(0x51525354)
                .senderTimestamp(0x6162636465666768L)
                .senderErrorEstimate(0x7172)
                .senderTtl(0x81);
    }

    private static void holds(StampPacket packet) {
        assertThat(packet.sequenceNumber()).isEqualTo(0x01020304);
        assertThat(packet.timestamp()).isEqualTo(0x1112131415161718L);
        assertThat(packet.errorEstimate()).isEqualTo(0x2122);
        assertThat(packet.ssid()).isEqualTo(0x3132);
        assertThat(packet.receiveTimestamp()).isEqualTo(0x4142434445464748L);
        assertThat(packet.senderSequenceNumber()).isEqualTo(0x51525354);
        assertThat(packet.senderTimestamp()).isEqualTo(0x6162636465666768L);
        assertThat(packet.senderErrorEstimate()).isEqualTo(0x7172);
        assertThat(packet.senderTtl()).isEqualTo(0x81);
    }

    @Test
    @Rfc(value = 8762, section = "4.3.1")
    @Rfc(value = 8972, section = "3")
    void laysOutAnUnauthenticatedPacket() {
        byte[] octets = new byte[44];
        var packet = new StampPacket(StampFormat.UNAUTHENTICATED).wrap(MemorySegment.ofArray(octets));
        fill(packet);
        assertThat(Octets.of(octets))
                .isEqualTo(Octets.hex(
                        "01020304" // Sequence Number
                                + "1112131415161718" // Timestamp
                                + "2122" + "3132" // Error Estimate, SSID
                                + "4142434445464748" // Receive Timestamp
                                + "51525354" // Session-Sender Sequence Number
                                + "6162636465666768" // Session-Sender Timestamp
                                + "7172" + "0000" // Session-Sender Error Estimate, MBZ
                                + "81" + "000000")); // Ses-Sender TTL, MBZ
        holds(packet);
    }

    @Test
    @Rfc(value = 8762, section = "4.3.2")
    @Rfc(value = 8972, section = "3")
    void laysOutAnAuthenticatedPacket() {
        byte[] octets = new byte[112];
        var packet = new StampPacket(StampFormat.AUTHENTICATED).wrap(MemorySegment.ofArray(octets));
        fill(packet);
        assertThat(Octets.of(octets))
                .isEqualTo(Octets.hex(
                        "01020304" // Sequence Number
                                + "00".repeat(12) // MBZ
                                + "1112131415161718" // Timestamp
                                + "2122" + "3132" + "00000000" // Error Estimate, SSID, MBZ
                                + "4142434445464748" // Receive Timestamp
                                + "00".repeat(8) // MBZ
                                + "51525354" // Session-Sender Sequence Number
                                + "00".repeat(12) // MBZ
                                + "6162636465666768" // Session-Sender Timestamp
                                + "7172" + "000000000000" // Session-Sender Error Estimate, MBZ
                                + "81" + "00".repeat(15) // Ses-Sender TTL, MBZ
                                + "00".repeat(16))); // HMAC
        holds(packet);
    }

    @Test
    @Rfc(value = 8762, section = "4.2")
    void clearsTheWholeBasePacketAndNoMore() {
        for (var format : StampFormat.values()) {
            byte[] octets = new byte[120];
            Arrays.fill(octets, (byte) 7);
            new StampPacket(format).wrap(MemorySegment.ofArray(octets)).clear();
            for (int i = 0; i < octets.length; i++)
                assertThat(octets[i]).isEqualTo((byte) (i < format.length() ? 0 : 7));
        }
    }

    @Test
    @Rfc(value = 8972, section = "4")
    void goesThroughTlvsAsFarAsTheyFit() {
        byte[] octets = Octets.hex("aa" + "80010002beef" + "40070000" + "00030005ffffffff")
                .toByteArray();
        var tlvs = new TlvCursor().wrap(MemorySegment.ofArray(octets), 1, octets.length);
        assertThat(tlvs.next()).isTrue();
        assertThat(tlvs.flags()).isEqualTo(TlvCursor.UNRECOGNIZED);
        assertThat(tlvs.type()).isEqualTo(TlvType.EXTRA_PADDING);
        assertThat(tlvs.length()).isEqualTo(2);
        assertThat(tlvs.value()).isEqualTo(5);
        assertThat(tlvs.next()).isTrue();
        assertThat(tlvs.type()).isEqualTo(TlvType.FOLLOW_UP_TELEMETRY);
        assertThat(tlvs.after()).isEqualTo(11);
        assertThat(tlvs.next()).isFalse();
        assertThat(tlvs.broken()).isTrue();
        assertThat(tlvs.at()).isEqualTo(11);
        tlvs.wrap(MemorySegment.ofArray(octets), 1, 11);
        while (tlvs.next()) assertThat(tlvs.broken()).isTrue();
        assertThat(tlvs.broken()).isFalse();
        tlvs.wrap(MemorySegment.ofArray(octets), 1, 14);
        while (tlvs.next()) assertThat(tlvs.after()).isLessThanOrEqualTo(11);
        assertThat(tlvs.broken()).isTrue();
    }

    @Test
    @Rfc(value = 8972, section = "4")
    void knowsWhichLengthsATypeCanHave() {
        assertThat(TlvType.allows(TlvType.EXTRA_PADDING, 0)).isTrue();
        assertThat(TlvType.allows(TlvType.LOCATION, 3)).isFalse();
        assertThat(TlvType.allows(TlvType.TIMESTAMP_INFORMATION, 4)).isTrue();
        assertThat(TlvType.allows(TlvType.CLASS_OF_SERVICE, 5)).isFalse();
        assertThat(TlvType.allows(TlvType.DIRECT_MEASUREMENT, 12)).isTrue();
        assertThat(TlvType.allows(TlvType.DIRECT_MEASUREMENT, 16)).isFalse();
        assertThat(TlvType.allows(TlvType.ACCESS_REPORT, 4)).isTrue();
        assertThat(TlvType.allows(TlvType.FOLLOW_UP_TELEMETRY, 12)).isFalse();
        assertThat(TlvType.allows(TlvType.HMAC, 16)).isTrue();
        assertThat(TlvType.allows(100, 0)).isTrue();
        assertThat(TlvType.allows(252, 3)).isFalse();
        assertThat(TlvType.allows(254, 4)).isTrue();
        assertThat(TlvType.allowsInLocation(TlvType.SOURCE_MAC, 6)).isFalse();
        assertThat(TlvType.allowsInLocation(TlvType.SOURCE_IP, 4)).isFalse();
        assertThat(TlvType.allowsInLocation(253, 3)).isFalse();
        assertThat(TlvType.allowsInLocation(100, 0)).isTrue();
    }
}
