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
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Each payload beside its figure. */
class PayloadsTest {
    @Test
    @Rfc(value = 7296, section = "3.3")
    void securityAssociation() throws MalformedMessage {
        var hex = "0000002c 01010004" // proposal 1, the last
                + "0300000c 01000014 800e0100" // AES-GCM-16, 256 bits
                + "03000008 02000005" // PRF_HMAC_SHA2_256
                + "03000008 02000006" // PRF_HMAC_SHA2_384
                + "00000008 0400001f"; // Curve25519
        var first = new Proposal(
                1,
                ProtocolId.IKE,
                Octets.EMPTY,
                List.of(
                        Transform.withKeyLength(TransformType.ENCR, 20, 256),
                        Transform.of(TransformType.PRF, 5),
                        Transform.of(TransformType.PRF, 6),
                        Transform.of(TransformType.DH, 31)));

        assertSame(hex, new SecurityAssociation(List.of(first)), SecurityAssociation.read(reader(hex)));
        var two = "0200" + hex.substring(4) + hex.replace("2c 0101", "2c 0201");
        var second = new Proposal(2, ProtocolId.IKE, Octets.EMPTY, first.transforms());
        assertSame(two, new SecurityAssociation(List.of(first, second)), SecurityAssociation.read(reader(two)));
    }

    @Test
    @Rfc(value = 7296, section = "3.3.5")
    void attributesComeInTwoForms() throws MalformedMessage {
        var proposal = "0000001c 01010001" + "00000014 01000063 800e0080 0063 0004 01020304";
        var transform = SecurityAssociation.read(reader(proposal))
                .proposals()
                .getFirst()
                .transforms()
                .getFirst();

        assertThat(transform.attributes())
                .containsExactly(
                        TransformAttribute.keyLength(128), new TransformAttribute(false, 0x63, Octets.hex("01020304")));
        assertThat(written(SecurityAssociation.read(reader(proposal)))).hasToString(proposal.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "00000008 01010001,a transform is missing",
        "00000010 01010000 00000008 02000005,a transform too many",
        "00000010 01010001 00000009 02000005,a transform longer than the proposal",
        "00000010 01010001 00000007 02000005,a transform shorter than its header",
        "00000010 01010401 00000008 02000005,an SPI that is not there",
        "00000003 01010000,a proposal shorter than its header",
        "00000014 01010001 0000000c 01000014 000e0004,an attribute longer than the transform"
    })
    @Rfc(value = 7296, section = "3.3")
    void malformedSecurityAssociations(String hex, String what) {
        assertThatThrownBy(() -> SecurityAssociation.read(reader(hex))).as(what).isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 7296, section = "3.4")
    void keyExchange() throws MalformedMessage {
        assertSame(
                "001f0000 01020304",
                new KeyExchange(31, Octets.hex("01020304")),
                KeyExchange.read(reader("001fffff 01020304")));
    }

    @Test
    @Rfc(value = 7296, section = "3.5")
    void identificationKeepsItsReservedFieldForTheSignature() throws MalformedMessage {
        var id = new Identification(IdType.FQDN, Octets.hex("612e62"));

        assertThat(written(IdentificationPayload.of(PayloadType.IDI, id))).hasToString("02000000612e62");
        var odd = IdentificationPayload.read(PayloadType.IDR, reader("02 aabbcc 612e62"));
        assertThat(odd.identification()).isEqualTo(id);
        assertThat(odd.body()).hasToString("02aabbcc612e62");
    }

    @Test
    @Rfc(value = 7296, section = "3.6")
    void certificate() throws MalformedMessage {
        var certificate = new Certificate(CertificateEncoding.X509_SIGNATURE, Octets.hex("3000"));
        assertSame("04 3000", certificate, Certificate.read(reader("04 3000")));
    }

    @Test
    @Rfc(value = 7296, section = "3.7")
    void certificateRequest() throws MalformedMessage {
        var hash = "0102030405060708090a0b0c0d0e0f1011121314";
        var request = new CertificateRequest(CertificateEncoding.X509_SIGNATURE, Octets.hex(hash));
        assertSame("04" + hash, request, CertificateRequest.read(reader("04" + hash)));
    }

    @Test
    @Rfc(value = 7296, section = "3.8")
    void authentication() throws MalformedMessage {
        var auth = new Authentication(AuthMethod.SHARED_KEY, Octets.hex("aabb"));
        assertSame("02000000 aabb", auth, Authentication.read(reader("02ffffff aabb")));
    }

    @Test
    @Rfc(value = 7296, section = "3.10")
    void notification() throws MalformedMessage {
        var notify = Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex("0013"));
        assertSame("00000011 0013", notify, Notify.read(reader("00000011 0013")));

        var withSpi = Notify.read(reader("0304402c cafebabe 01"));
        assertThat(withSpi.protocol()).isEqualTo(ProtocolId.ESP);
        assertThat(withSpi.spi()).hasToString("cafebabe");
        assertThat(withSpi.data()).hasToString("01");
        assertThatThrownBy(() -> Notify.read(reader("0304402c cafeba"))).isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 7296, section = "3.11")
    void delete() throws MalformedMessage {
        assertSame("01000000", Delete.IKE_SA, Delete.read(reader("01000000")));
        var children = new Delete(ProtocolId.ESP, 4, List.of(Octets.hex("cafebabe"), Octets.hex("00c0ffee")));
        assertSame("03040002 cafebabe 00c0ffee", children, Delete.read(reader("03040002 cafebabe 00c0ffee")));
    }

    @ParameterizedTest
    @CsvSource({
        "03040002 cafebabe,an SPI is missing",
        "03040000 cafebabe,an SPI too many",
        "0100ffff,SPIs without octets",
        "030400,too short"
    })
    @Rfc(value = 7296, section = "3.11")
    void malformedDeletes(String hex, String what) {
        assertThatThrownBy(() -> Delete.read(reader(hex))).as(what).isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 7296, section = "3.13")
    void trafficSelectors() throws MalformedMessage {
        var hex = "02000000" // two selectors
                + "07110010 00090009 c0000201 c0000202" // UDP, port 9, 192.0.2.1 to 192.0.2.2
                + "08000028 0000ffff 20010db8000000000000000000000000 20010db800000000ffffffffffffffff";
        var expected = new TrafficSelectors(
                PayloadType.TSI,
                List.of(
                        new TrafficSelector.Range(17, 9, 9, Octets.hex("c0000201"), Octets.hex("c0000202")),
                        new TrafficSelector.Range(
                                0,
                                0,
                                65535,
                                Octets.hex("20010db8000000000000000000000000"),
                                Octets.hex("20010db800000000ffffffffffffffff"))));

        assertSame(hex, expected, TrafficSelectors.read(PayloadType.TSI, reader(hex)));
        var reserved = hex.replaceFirst("02000000", "02abcdef");
        assertThat(TrafficSelectors.read(PayloadType.TSI, reader(reserved))).isEqualTo(expected);
    }

    @Test
    @Rfc(value = 7296, section = "2.9")
    void aTrafficSelectorOfAnUnknownTypeIsKeptAsItIs() throws MalformedMessage {
        var hex = "01000000 0911000a aabbccddeeff";
        var unknown = new TrafficSelector.Unknown(9, 17, Octets.hex("aabbccddeeff"));
        var selectors = new TrafficSelectors(PayloadType.TSR, List.of(unknown));
        assertSame(hex, selectors, TrafficSelectors.read(PayloadType.TSR, reader(hex)));
    }

    @ParameterizedTest
    @CsvSource({
        "020000,a header too short",
        "02000000 07110010 00090009 c0000201 c0000202,a selector is missing",
        "00000000 07110010 00090009 c0000201 c0000202,a selector too many",
        "01000000 07110010 00090009 c0000201 c00002,an address cut short",
        "01000000 07110011 00090009 c0000201 c0000202,a selector longer than the payload",
        "01000000 07110011 00090009 c0000201 c0000202 00,an IPv4 range with an octet too many",
        "01000000 0711000f 00090009 c0000201 c00002,an IPv4 range with an octet too few",
        "01000000 08110010 00090009 c0000201 c0000202,an IPv6 range of the length of an IPv4 range",
        "01000000 07110003 00090009 c0000201 c0000202,a selector shorter than its header",
        "01000000 09110000,a selector without length"
    })
    @Rfc(value = 7296, section = "3.13.1")
    void malformedTrafficSelectors(String hex, String what) {
        assertThatThrownBy(() -> TrafficSelectors.read(PayloadType.TSI, reader(hex)))
                .as(what)
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void unknownNumbersSurviveToTheLog() {
        assertThat(new NotifyType(8192)).hasToString("error notify 8192");
        assertThat(new NotifyType(40960)).hasToString("status notify 40960");
        assertThat(new ExchangeType(43)).hasToString("exchange 43");
        assertThat(new TransformType(6)).hasToString("transform type 6");
        assertThat(new ProtocolId(4)).hasToString("protocol 4");
        assertThat(new CertificateEncoding(12)).hasToString("certificate encoding 12");
        assertThat(PayloadType.CERTREQ).hasToString("CERTREQ");
    }

    private static void assertSame(String hex, IkePayload expected, IkePayload read) {
        assertThat(read).isEqualTo(expected);
        assertThat(written(expected)).hasToString(hex.replace(" ", ""));
    }

    private static WireReader reader(String hex) {
        return WireReader.of(Octets.hex(hex.replace(" ", "")));
    }

    private static Octets written(IkePayload payload) {
        var out = new WireWriter();
        payload.write(out);
        return out.toOctets();
    }
}
