package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;

class EphemeralKeyPairsTest {
    private final Vectors x25519 = Vectors.read("/rfc8031/x25519.txt");
    private final Vectors ecp256 = Vectors.read("/rfc5903/ecp256.txt");
    private final DhSource source = new EphemeralKeyPairs(new SecureRandom());

    @ParameterizedTest
    @EnumSource(DhGroup.class)
    void bothEndsFindTheSameSecret(DhGroup group) throws Exception {
        var one = source.generate(group);
        var other = source.generate(group);

        assertThat(one.publicValue().length()).isEqualTo(group.publicLength());
        assertThat(one.publicValue()).isNotEqualTo(other.publicValue());
        assertThat(one.agree(other.publicValue())).isEqualTo(other.agree(one.publicValue()));
        assertThat(one.agree(other.publicValue()).length()).isEqualTo(group.sharedLength());
        assertThat(one.group()).isEqualTo(group);
    }

    @Test
    @Rfc(value = 8031, section = "A")
    void computesTheExampleOfCurve25519() throws Exception {
        var i = new EphemeralKeyPairs.X25519(x25519Key("random_i"), octets(x25519, "pub_i"));
        var r = new EphemeralKeyPairs.X25519(x25519Key("random_r"), octets(x25519, "pub_r"));
        var basePoint = Octets.of((byte) 9).concat(Octets.zeros(31));

        assertThat(i.agree(basePoint)).isEqualTo(Secret.of(x25519.octets("pub_i")));
        assertThat(i.agree(r.publicValue())).isEqualTo(Secret.of(x25519.octets("shared")));
        assertThat(r.agree(i.publicValue())).isEqualTo(Secret.of(x25519.octets("shared")));
    }

    @Test
    @Rfc(value = 8031, section = "3.2")
    void masksTheMostSignificantBitAndAcceptsNonCanonicalValues() throws Exception {
        var i = new EphemeralKeyPairs.X25519(x25519Key("random_i"), octets(x25519, "pub_i"));
        byte[] withBit = x25519.octets("pub_r");
        withBit[31] |= (byte) 0x80;
        assertThat(i.agree(Octets.of(withBit))).isEqualTo(Secret.of(x25519.octets("shared")));

        // p + 9 is the base point again: p = 2^255 - 19, so its last octet in little-endian order is 0xf6
        var nonCanonical = Octets.hex("f6" + "ff".repeat(30) + "7f");
        assertThat(i.agree(nonCanonical)).isEqualTo(Secret.of(x25519.octets("pub_i")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    @Rfc(value = 8031, section = "3.2")
    void refusesValuesThatLeadToZero(String value) {
        var pair = source.generate(DhGroup.X25519);

        assertThatThrownBy(() -> pair.agree(Octets.hex(value))).isInstanceOf(InvalidPublicValue.class);
    }

    @Test
    @Rfc(value = 5903, section = "8.1")
    void computesTheExampleOfTheEcpGroup() throws Exception {
        var i = new EphemeralKeyPairs.Ecp256(ecp256Key("i"), octets(ecp256, "pub_i"));
        var r = new EphemeralKeyPairs.Ecp256(ecp256Key("r"), octets(ecp256, "pub_r"));

        assertThat(i.agree(r.publicValue())).isEqualTo(Secret.of(ecp256.octets("shared")));
        assertThat(r.agree(i.publicValue())).isEqualTo(Secret.of(ecp256.octets("shared")));
    }

    @Test
    @Rfc(value = 5903, section = "7")
    void keepsLeadingZeros() throws Exception {
        var i = new EphemeralKeyPairs.Ecp256(ecp256Key("i"), octets(ecp256, "pub_i"));
        assertThat(i.agree(octets(ecp256, "pub_zero"))).isEqualTo(Secret.of(ecp256.octets("shared_zero")));

        boolean seen = false;
        for (int n = 0; n < 2_000 && !seen; n++) {
            var value = source.generate(DhGroup.ECP_256).publicValue();
            assertThat(value.length()).isEqualTo(64);
            seen = value.at(0) == 0 || value.at(32) == 0;
        }
        assertThat(seen).as("a coordinate with a leading zero").isTrue();
    }

    @Test
    @Rfc(value = 6989, section = "2.3")
    void refusesWhatIsNoPointOfTheCurve() {
        var pair = source.generate(DhGroup.ECP_256);
        byte[] off = ecp256.octets("pub_i");
        off[63] ^= 1;
        var prime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

        for (var value : new Octets[] {
            Octets.of(off), Octets.zeros(64), Octets.hex(prime + prime), Octets.hex("ff".repeat(64)),
        }) {
            assertThatThrownBy(() -> pair.agree(value)).isInstanceOf(InvalidPublicValue.class);
        }
    }

    @ParameterizedTest
    @EnumSource(DhGroup.class)
    void refusesValuesOfTheWrongLength(DhGroup group) {
        var pair = source.generate(group);
        var value = source.generate(group).publicValue();

        for (var wrong : new Octets[] {
            Octets.EMPTY, value.slice(0, value.length() - 1), value.concat(Octets.zeros(1)),
        }) {
            assertThatThrownBy(() -> pair.agree(wrong)).isInstanceOf(InvalidPublicValue.class);
        }
    }

    @ParameterizedTest
    @EnumSource(DhGroup.class)
    void printsNothingSecret(DhGroup group) {
        var pair = source.generate(group);

        assertThat(pair).hasToString(group.keyword() + " " + pair.publicValue());
    }

    private PrivateKey x25519Key(String field) throws Exception {
        return KeyFactory.getInstance("X25519")
                .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, x25519.octets(field)));
    }

    private PrivateKey ecp256Key(String field) throws Exception {
        return KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(new BigInteger(1, ecp256.octets(field)), P256.spec()));
    }

    private static Octets octets(Vectors vectors, String field) {
        return Octets.of(vectors.octets(field));
    }
}
