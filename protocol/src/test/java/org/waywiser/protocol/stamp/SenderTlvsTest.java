package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.Tlv;
import org.waywiser.wire.stamp.TlvCursor;
import org.waywiser.wire.stamp.TlvType;

@Rfc(value = 8972, section = "4")
class SenderTlvsTest {
    private static final List<Tlv> ALL = List.of(
            new Tlv.ExtraPadding(Octets.hex("010203")),
            Tlv.Location.wanted(),
            Tlv.TimestampInformation.WANTED,
            Tlv.ClassOfService.wanted(10),
            Tlv.DirectMeasurement.WANTED,
            new Tlv.AccessReport(2, 1),
            Tlv.FollowUpTelemetry.WANTED,
            new Tlv.Other(200, Octets.hex("abcd")));

    private static byte[] request(StampFormat format, SenderTlvs tlvs) {
        byte[] base = Stamps.request(format, 7, "");
        byte[] packet = Arrays.copyOf(base, base.length + tlvs.length());
        tlvs.write(MemorySegment.ofArray(packet), base.length);
        return packet;
    }

    private static SenderTlvs.Reply read(SenderTlvs tlvs, StampFormat format, byte[] reply) {
        return tlvs.read(MemorySegment.ofArray(reply), format.length(), reply.length);
    }

    @Test
    void setsTheFlagsOfASenderAndPutsPaddingLast() {
        var tlvs = new SenderTlvs(ALL, null, null);
        String chain = Stamps.tlvs(StampFormat.UNAUTHENTICATED, request(StampFormat.UNAUTHENTICATED, tlvs));
        assertThat(chain)
                .isEqualTo("8002002c" + "00000000" + "80040010" + "00".repeat(16) + "80070010" + "00".repeat(16)
                        + "80030004" + "00000000"
                        + "80040004" + "28000000"
                        + "8005000c" + "00000008" + "00000000" + "00000000"
                        + "80060004" + "20010000"
                        + "80070010" + "00".repeat(16)
                        + "80c80002" + "abcd"
                        + "80010003" + "010203");
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    void learnsFromTheReplyWhatTheReflectorTells(StampFormat format) {
        var tlvs = new SenderTlvs(ALL, Stamps.key(1), Stamps.key(2));
        var reflector = new StampReflector(Stamps.sealed(format, true), Stamps.CLOCK);
        byte[] reply = Stamps.reply(reflector, request(format, tlvs));
        assertThat(read(tlvs, format, reply))
                .isEqualTo(new SenderTlvs.Reply(
                        List.of(
                                new Tlv.Location(
                                        862,
                                        0xabcd,
                                        List.of(
                                                new Tlv.SubTlv(
                                                        0,
                                                        TlvType.DESTINATION_IPV4,
                                                        Octets.hex("c6336402" + "00".repeat(12))),
                                                new Tlv.SubTlv(
                                                        0,
                                                        TlvType.SOURCE_IPV4,
                                                        Octets.hex("c0000201" + "00".repeat(12))))),
                                new Tlv.TimestampInformation(1, 2, 1, 2),
                                new Tlv.ClassOfService(10, 46, 1, 0),
                                new Tlv.DirectMeasurement(8, 1, 1),
                                new Tlv.AccessReport(2, 1),
                                new Tlv.FollowUpTelemetry(0, 0, 0),
                                new Tlv.ExtraPadding(Octets.hex("010203"))),
                        SenderTlvs.Verdict.SOUND));
    }

    @Test
    void usesNothingOfAReflectorThatKnowsNoTlvs() {
        var tlvs = new SenderTlvs(ALL, null, null);
        byte[] echo = request(StampFormat.UNAUTHENTICATED, tlvs);
        assertThat(read(tlvs, StampFormat.UNAUTHENTICATED, echo))
                .isEqualTo(new SenderTlvs.Reply(List.of(), SenderTlvs.Verdict.SOUND));
    }

    @Test
    @Rfc(value = 8972, section = "4.8")
    void usesNothingWhenEitherEndDoesNotBelieveTheOther() {
        var format = StampFormat.UNAUTHENTICATED;
        var tlvs = new SenderTlvs(ALL, Stamps.key(1), Stamps.key(2));
        byte[] reply =
                Stamps.reply(new StampReflector(Stamps.sealed(format, true), Stamps.CLOCK), request(format, tlvs));
        int padding = TlvCursor.HEADER + 3;
        int hmac = TlvCursor.HEADER + StampFormat.HMAC_LENGTH;
        for (int at = format.length(); at < reply.length - padding; at++) {
            // Its own flags are all that the HMAC TLV leaves open.
            if (at == reply.length - padding - hmac) continue;
            byte[] altered = reply.clone();
            altered[at] ^= 1;
            var read = read(tlvs, format, altered);
            assertThat(read.usable()).as("octet %s", at).isEmpty();
            assertThat(read.verdict()).isEqualTo(SenderTlvs.Verdict.NOT_AUTHENTIC);
        }
        var otherKey = new SenderTlvs(ALL, Stamps.key(3), Stamps.key(2));
        reply = Stamps.reply(new StampReflector(Stamps.sealed(format, true), Stamps.CLOCK), request(format, otherKey));
        assertThat(read(otherKey, format, reply))
                .isEqualTo(new SenderTlvs.Reply(List.of(), SenderTlvs.Verdict.NOT_BELIEVED_BY_REFLECTOR));
    }

    @ParameterizedTest
    @CsvSource({"40040004 28000000", "00040003 280000", "00040009 28000000", "00020008 0000000000050010", "0004"})
    void stopsAtWhatIsMalformed(String tlv) {
        byte[] reply = Stamps.request(StampFormat.UNAUTHENTICATED, 7, "0006000420010000" + tlv.replace(" ", ""));
        var read = read(new SenderTlvs(List.of(), null, null), StampFormat.UNAUTHENTICATED, reply);
        assertThat(read)
                .isEqualTo(new SenderTlvs.Reply(List.of(new Tlv.AccessReport(2, 1)), SenderTlvs.Verdict.MALFORMED));
    }

    @Test
    @Rfc(value = 8972, section = "4.8")
    void needsNoHmacForPaddingAlone() {
        var tlvs = new SenderTlvs(List.of(new Tlv.ExtraPadding(Octets.hex("01"))), Stamps.key(1), Stamps.key(2));
        assertThat(tlvs.length()).isEqualTo(TlvCursor.HEADER + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> new SenderTlvs(List.of(), Stamps.key(1), null));
    }
}
