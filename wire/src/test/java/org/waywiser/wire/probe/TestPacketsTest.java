package org.waywiser.wire.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

class TestPacketsTest {
    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void laysOutAnOpenSenderPacket() {
        assertThat(sender(PacketFormat.OPEN))
                .isEqualTo(Octets.hex(
                        "f1f2f3f4" // Sequence Number
                                + "0102030405060708" // Timestamp
                                + "8a0b")); // Error Estimate
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void laysOutASecureSenderPacket() {
        assertThat(sender(PacketFormat.SECURE))
                .isEqualTo(Octets.hex(
                        "f1f2f3f4" // Sequence Number
                                + "000000000000000000000000" // MBZ
                                + "0102030405060708" // Timestamp
                                + "8a0b" // Error Estimate
                                + "000000000000" // MBZ
                                + "00000000000000000000000000000000")); // HMAC
    }

    @Test
    @Rfc(value = 5357, section = "4.2.1")
    void laysOutAnOpenReflectedPacket() {
        assertThat(reflected(PacketFormat.OPEN))
                .isEqualTo(Octets.hex(
                        "f1f2f3f4" // Sequence Number
                                + "0102030405060708" // Timestamp
                                + "8a0b" + "0000" // Error Estimate, MBZ
                                + "1112131415161718" // Receive Timestamp
                                + "e1e2e3e4" // Sender Sequence Number
                                + "2122232425262728" // Sender Timestamp
                                + "9c0d" + "0000" // Sender Error Estimate, MBZ
                                + "fe")); // Sender TTL
    }

    @Test
    @Rfc(value = 5357, section = "4.2.1")
    void laysOutASecureReflectedPacketOf112Octets() {
        assertThat(reflected(PacketFormat.SECURE))
                .isEqualTo(Octets.hex("f1f2f3f4" + "000000000000000000000000" // Sequence Number, MBZ
                        + "0102030405060708" // Timestamp
                        + "8a0b" + "000000000000" // Error Estimate, MBZ
                        + "1112131415161718" + "0000000000000000" // Receive Timestamp, MBZ
                        + "e1e2e3e4" + "000000000000000000000000" // Sender Sequence Number, MBZ
                        + "2122232425262728" // Sender Timestamp
                        + "9c0d" + "000000000000" // Sender Error Estimate, MBZ
                        + "fe" + "000000000000000000000000000000" // Sender TTL, MBZ
                        + "00000000000000000000000000000000")); // HMAC
    }

    @Test
    @Rfc(value = 5357, section = "4.2.1")
    void knowsItsShortestLengthsAndWhereTheHmacLies() {
        assertThat(PacketFormat.OPEN.senderLength()).isEqualTo(14);
        assertThat(PacketFormat.OPEN.reflectedLength()).isEqualTo(41);
        assertThat(PacketFormat.OPEN.symmetricPadding()).isEqualTo(27);
        assertThat(PacketFormat.SECURE.senderLength()).isEqualTo(48);
        assertThat(PacketFormat.SECURE.reflectedLength()).isEqualTo(112);
        assertThat(PacketFormat.SECURE.symmetricPadding()).isEqualTo(64);
        assertThat(PacketFormat.SECURE.senderHmac()).isEqualTo(32);
        assertThat(PacketFormat.SECURE.reflectedHmac()).isEqualTo(96);
        assertThatThrownBy(PacketFormat.OPEN::senderHmac).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Rfc(value = 7750, section = "2.2.1")
    void laysOutWhatAReflectedPacketTellsOfDscpAndEcn() {
        assertThat(monitored(PacketFormat.OPEN))
                .isEqualTo(reflected(PacketFormat.OPEN).concat(Octets.hex("b9" + "0000"))); // S-DSCP-ECN, MBZ
        assertThat(monitored(PacketFormat.SECURE))
                .isEqualTo(reflected(PacketFormat.SECURE)
                        .slice(0, 81)
                        .concat(Octets.hex("b9" + "00".repeat(14))) // S-DSCP-ECN, MBZ
                        .concat(Octets.zeros(16))); // HMAC
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, false, false, 14, 41",
        "OPEN, true, false, 41, 41",
        "OPEN, false, true, 14, 44",
        "OPEN, true, true, 42, 44",
        "SECURE, false, false, 48, 112",
        "SECURE, true, false, 112, 112",
        "SECURE, false, true, 48, 112",
        "SECURE, true, true, 112, 112"
    })
    @Rfc(value = 6038, section = "5.1.4")
    @Rfc(value = 7750, section = "2.2.2")
    void knowsWherePaddingStarts(PacketFormat format, boolean symmetrical, boolean monitored, int sender, int reply) {
        var layout = new PacketLayout(format, symmetrical, monitored);

        assertThat(layout.senderLength()).isEqualTo(sender);
        assertThat(layout.reflectedLength()).isEqualTo(reply);
        assertThat(layout.symmetricPadding()).isEqualTo(reply - sender);
    }

    @Test
    void readsAndWritesUnalignedMemoryOffTheHeap() {
        try (var arena = Arena.ofConfined()) {
            for (var format : PacketFormat.values()) {
                var memory = arena.allocate(512).asSlice(3, format.reflectedLength());
                fill(new ReflectedPacket(format).wrap(memory));
                assertThat(Octets.of(memory.toArray(ValueLayout.JAVA_BYTE))).isEqualTo(reflected(format));
                check(new ReflectedPacket(format).wrap(memory));

                fill(new SenderPacket(format).wrap(memory));
                check(new SenderPacket(format).wrap(memory));
            }
        }
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void clearingZeroesAllButThePadding() {
        for (var format : PacketFormat.values()) {
            checkClear(
                    format.senderLength(), s -> new SenderPacket(format).wrap(s).clear());
            checkClear(
                    format.reflectedLength(),
                    s -> new ReflectedPacket(format).wrap(s).clear());
        }
    }

    private static void checkClear(int length, Consumer<MemorySegment> clear) {
        byte[] packet = new byte[length + 9];
        Arrays.fill(packet, (byte) 0xff);
        clear.accept(MemorySegment.ofArray(packet));

        assertThat(Octets.of(packet)).isEqualTo(Octets.zeros(length).concat(Octets.hex("ff".repeat(9))));
    }

    private static Octets sender(PacketFormat format) {
        byte[] octets = new byte[format.senderLength()];
        var packet = new SenderPacket(format).wrap(MemorySegment.ofArray(octets));
        fill(packet);
        check(packet);
        return Octets.of(octets);
    }

    private static Octets reflected(PacketFormat format) {
        byte[] octets = new byte[format.reflectedLength()];
        var packet = new ReflectedPacket(format).wrap(MemorySegment.ofArray(octets));
        fill(packet);
        check(packet);
        return Octets.of(octets);
    }

    private static Octets monitored(PacketFormat format) {
        var layout = new PacketLayout(format, false, true);
        byte[] octets = new byte[layout.reflectedLength()];
        Arrays.fill(octets, (byte) 0xff);
        var packet = new ReflectedPacket(layout).wrap(MemorySegment.ofArray(octets));
        fill(packet);
        packet.senderDscpEcn(0xb9);
        check(packet);
        assertThat(packet.senderDscpEcn()).isEqualTo(0xb9);
        return Octets.of(octets);
    }

    private static void fill(SenderPacket packet) {
        packet.clear()
                .sequenceNumber(0xf1f2f3f4L)
                .timestamp(0x0102030405060708L)
                .errorEstimate(0x8a0b);
    }

    private static void check(SenderPacket packet) {
        assertThat(packet.sequenceNumber()).isEqualTo(0xf1f2f3f4L);
        assertThat(packet.timestamp()).isEqualTo(0x0102030405060708L);
        assertThat(packet.errorEstimate()).isEqualTo(0x8a0b);
    }

    private static void fill(ReflectedPacket packet) {
        packet.clear()
                .sequenceNumber(0xf1f2f3f4L)
                .timestamp(0x0102030405060708L)
                .errorEstimate(0x8a0b)
                .receiveTimestamp(0x1112131415161718L)
                .senderSequenceNumber(0xe1e2e3e4L)
                .senderTimestamp(0x2122232425262728L)
                .senderErrorEstimate(0x9c0d)
                .senderTtl(254);
    }

    private static void check(ReflectedPacket packet) {
        assertThat(packet.sequenceNumber()).isEqualTo(0xf1f2f3f4L);
        assertThat(packet.timestamp()).isEqualTo(0x0102030405060708L);
        assertThat(packet.errorEstimate()).isEqualTo(0x8a0b);
        assertThat(packet.receiveTimestamp()).isEqualTo(0x1112131415161718L);
        assertThat(packet.senderSequenceNumber()).isEqualTo(0xe1e2e3e4L);
        assertThat(packet.senderTimestamp()).isEqualTo(0x2122232425262728L);
        assertThat(packet.senderErrorEstimate()).isEqualTo(0x9c0d);
        assertThat(packet.senderTtl()).isEqualTo(254);
    }
}
