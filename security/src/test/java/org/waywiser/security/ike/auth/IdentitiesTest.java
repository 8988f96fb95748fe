package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

@Rfc(value = 7296, section = "3.5")
class IdentitiesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,1,c0000201,192.0.2.1",
        "peer.example,2,706565722e6578616d706c65,peer.example",
        "fqdn:10.example,2,31302e6578616d706c65,10.example",
        "a@b.example,3,6140622e6578616d706c65,a@b.example",
        "2001:db8::1,5,20010db8000000000000000000000001,2001:db8:0:0:0:0:0:1",
        "ip:::1,5,00000000000000000000000000000001,0:0:0:0:0:0:0:1",
        "CN=a,9,300c310a300806035504030c0161,CN=a",
        "keyid:00ff,11,00ff,keyid:00ff",
    })
    void readsWhatPeopleWriteAndPrintsIt(String text, int type, String data, String printed) {
        Identification identity = Identities.parse(text);

        assertThat(identity.type().number()).isEqualTo(type);
        if (type != 9) assertThat(identity.data()).isEqualTo(Octets.hex(data));
        assertThat(Identities.text(identity)).isEqualTo(printed);
        assertThat(Identities.same(Identities.parse(printed.equals("10.example") ? text : printed), identity))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "ünïcode.example",
                "300.1.1.1",
                "fe80:::1",
                "@a",
                "a@",
                "CN=",
                "=",
                "keyid:0",
                "ip:x"
            })
    void refusesWhatIsNoIdentity(String text) {
        assertThatThrownBy(() -> Identities.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsWhateverAPeerSendsOnOneLineWithoutControlCharacters() {
        assertThat(Identities.text(id(2, "evil\r\nINFO: all is well\u001b[2J")))
                .isEqualTo("evil??INFO: all is well?[2J");
        assertThat(Identities.text(id(3, "a\u202eb"))).isEqualTo("a?b");
        assertThat(Identities.text(new Identification(IdType.FQDN, Octets.hex("c328"))))
                .isEqualTo("ID_FQDN:c328");
        assertThat(Identities.text(new Identification(IdType.FQDN, Octets.EMPTY)))
                .isEqualTo("ID_FQDN:");
        assertThat(Identities.text(new Identification(IdType.IPV4_ADDR, Octets.hex("01"))))
                .isEqualTo("ID_IPV4_ADDR:01");
        assertThat(Identities.text(new Identification(IdType.DER_ASN1_DN, Octets.hex("3001"))))
                .isEqualTo("ID_DER_ASN1_DN:3001");
        assertThat(Identities.text(new Identification(new IdType(99), Octets.hex("0a"))))
                .isEqualTo("ID type 99:0a");
    }

    @Test
    void takesDomainNamesInAnyCaseForTheSameAndNothingElse() {
        assertThat(Identities.same(id(2, "A.example"), id(2, "a.EXAMPLE"))).isTrue();
        assertThat(Identities.same(id(2, "a.example"), id(3, "a.example"))).isFalse();
        assertThat(Identities.same(id(11, "A"), id(11, "a"))).isFalse();
        assertThat(Identities.same(Identities.parse("CN=a"), new Identification(IdType.DER_ASN1_DN, Octets.hex("30"))))
                .isFalse();
        Octets printable = Octets.hex("300c310a3008060355040313" + "0161");
        assertThat(Identities.same(Identities.parse("CN=a"), new Identification(IdType.DER_ASN1_DN, printable)))
                .isTrue();
    }

    private static Identification id(int type, String text) {
        return new Identification(new IdType(type), Octets.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
