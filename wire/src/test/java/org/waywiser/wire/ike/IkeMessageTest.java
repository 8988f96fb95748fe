package org.waywiser.wire.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;

@Rfc(value = 7296, section = "3.1")
@Rfc(value = 7296, section = "3.2")
class IkeMessageTest {
    private static final String SPIS = "0102030405060708" + "1112131415161718";

    @Test
    void headerFieldsStandWhereTheFigureHasThem() throws MalformedMessage {
        var message = IkeMessage.read(octets(SPIS + "00 20 25 08 00000005 0000001c"));

        assertThat(message)
                .isEqualTo(new IkeMessage(
                        0x0102030405060708L,
                        0x1112131415161718L,
                        ExchangeType.INFORMATIONAL,
                        true,
                        false,
                        5,
                        List.of()));
    }

    @Test
    void otherFlagsTheMinorVersionAndReservedBitsAreIgnored() throws MalformedMessage {
        var plain = IkeMessage.read(octets(SPIS + "28 20 22 20 ffffffff 00000024" + "00 00 0008 aabbccdd"));
        var odd = IkeMessage.read(octets(SPIS + "28 2f 22 f7 ffffffff 00000024" + "00 ff 0008 aabbccdd"));

        assertThat(odd).isEqualTo(plain);
        assertThat(odd.response()).isTrue();
        assertThat(odd.initiator()).isFalse();
        assertThat(odd.messageId()).isEqualTo(0xffff_ffffL);
        assertThat(odd.payloads()).containsExactly(new Nonce(Octets.hex("aabbccdd")));
    }

    @Test
    void reservedFieldsAndUnusedBitsAreSentAsZero() {
        var nonce = new Nonce(Octets.hex("aabbccdd"));
        var message = new IkeMessage(1, 2, ExchangeType.IKE_SA_INIT, true, true, 7, List.of(nonce));

        assertThat(message.toByteArray())
                .isEqualTo(octets(
                        "0000000000000001 0000000000000002 28 20 22 28 00000007 00000024" + "00 00 0008 aabbccdd"));
    }

    @ParameterizedTest
    @CsvSource({
        "0000001b,length field too small",
        "0000001d,length field too large",
        "ffffffff,length field far too large"
    })
    void theLengthHasToBeThatOfTheDatagram(String length, String what) {
        assertThatThrownBy(() -> IkeMessage.read(octets(SPIS + "00 20 25 08 00000005" + length)))
                .as(what)
                .isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 0003 aabbccdd,payload shorter than its header",
        "00 00 0009 aabbccdd,payload longer than the message",
        "00 00 0007 aabbccdd,octets after the last payload",
        "28 00 0008 aabbccdd,no next payload where one is announced"
    })
    void payloadLengthsHaveToAddUp(String payload, String what) {
        assertThatThrownBy(() -> IkeMessage.read(octets(SPIS + "28 20 22 20 00000000 00000024" + payload)))
                .as(what)
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 7296, section = "3.14")
    void theEncryptedPayloadIsTheLastAndNamesTheFirstInside() throws MalformedMessage {
        var message = IkeMessage.read(octets(SPIS + "28 20 23 08 00000001 0000002c"
                + "2e 00 0008 aabbccdd" // Nonce, then SK
                + "23 00 0008 01020304")); // SK, IDi first inside

        assertThat(message.payloads())
                .containsExactly(
                        new Nonce(Octets.hex("aabbccdd")), new Encrypted(PayloadType.IDI, Octets.hex("01020304")));
        assertThatThrownBy(() -> IkeMessage.read(
                        octets(SPIS + "2e 20 23 08 00000001 0000002c" + "28 00 0008 01020304" + "00 00 0008 aabbccdd")))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 7383, section = "2.5")
    void aFragmentIsTheLastPayloadAndHasItsNumberOfATotal() throws MalformedMessage {
        var message = IkeMessage.read(octets(SPIS + "28 20 23 08 00000001 00000030"
                + "35 00 0008 aabbccdd" // Nonce, then SKF
                + "23 00 000c 0001 0003 01020304")); // SKF, IDi first inside: number, total, body

        assertThat(message.payloads())
                .containsExactly(
                        new Nonce(Octets.hex("aabbccdd")),
                        new EncryptedFragment(PayloadType.IDI, 1, 3, Octets.hex("01020304")));
        assertThat(message.payloads().getLast().type()).hasToString("SKF");
        assertThat(Octets.of(message.toByteArray()).slice(36, 48)).hasToString("2300000c0001000301020304");
        assertThatThrownBy(() -> IkeMessage.read(octets(SPIS + "35 20 23 08 00000001 00000030"
                        + "28 00 000c 0001 0002 01020304" + "00 00 0008 aabbccdd")))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> IkeMessage.read(octets(SPIS + "35 20 23 08 00000001 00000022" + "00 00 0006 0001")))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void unknownPayloadsAreSkippedAndKeepTheirCriticalBit() throws MalformedMessage {
        var message = IkeMessage.read(octets(SPIS + "c8 20 22 08 00000000 0000002c"
                + "2b 80 0008 01020304" // type 200, critical
                + "00 80 0008 0a0b0c0d")); // Vendor ID: the bit means nothing there

        var unknown = message.first(OpaquePayload.class).orElseThrow();
        assertThat(unknown.type()).hasToString("payload 200");
        assertThat(unknown.unsupported()).isTrue();
        assertThat(message.payloads().getLast()).isEqualTo(new VendorId(Octets.hex("0a0b0c0d")));
    }

    @Test
    @Rfc(value = 7296, section = "3.2")
    void theCriticalBitIsNeverSetOnKnownPayloads() {
        var ts = new OpaquePayload(PayloadType.TSI, true, Octets.hex("01020304"));
        var message = new IkeMessage(1, 2, ExchangeType.IKE_AUTH, true, false, 1, List.of(ts));

        assertThat(Octets.of(message.toByteArray()).slice(28, 36)).hasToString("0000000801020304");
    }

    @Test
    void notifiesAreFoundByType() throws MalformedMessage {
        var cookie = Notify.of(NotifyType.COOKIE, Octets.hex("aa"));
        var message = new IkeMessage(
                1, 0, ExchangeType.IKE_SA_INIT, true, false, 0, List.of(Notify.of(NotifyType.INITIAL_CONTACT), cookie));

        assertThat(message.notification(NotifyType.COOKIE)).contains(cookie);
        assertThat(message.notification(NotifyType.NO_PROPOSAL_CHOSEN)).isEmpty();
    }

    private static byte[] octets(String hex) {
        return Octets.hex(hex.replace(" ", "")).toByteArray();
    }
}
