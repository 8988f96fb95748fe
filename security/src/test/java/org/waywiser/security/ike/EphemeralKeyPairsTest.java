package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPrivateKeySpec;
import javax.crypto.spec.DHPrivateKeySpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;

class EphemeralKeyPairsTest {
    private final Vectors modp = Vectors.read("/rfc3526/modp.txt");
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

    @ParameterizedTest
    @CsvSource({"X25519,09", "X448,05"})
    @Rfc(value = 8031, section = "A")
    void computesTheExampleOfTheMontgomeryCurve(DhGroup group, String basePoint) throws Exception {
        var vectors = xdh(group);
        var i = xdhPair(group, "i");
        var r = xdhPair(group, "r");
        var base = Octets.hex(basePoint).concat(Octets.zeros(group.publicLength() - 1));

        assertThat(i.agree(base)).isEqualTo(Secret.of(vectors.octets("pub_i")));
        assertThat(i.agree(r.publicValue())).isEqualTo(Secret.of(vectors.octets("shared")));
        assertThat(r.agree(i.publicValue())).isEqualTo(Secret.of(vectors.octets("shared")));
    }

    @Test
    @Rfc(value = 8031, section = "3.2")
    void masksTheMostSignificantBitAndAcceptsNonCanonicalValues() throws Exception {
        var vectors = xdh(DhGroup.X25519);
        var i = xdhPair(DhGroup.X25519, "i");
        byte[] withBit = vectors.octets("pub_r");
        withBit[31] |= (byte) 0x80;
        assertThat(i.agree(Octets.of(withBit))).isEqualTo(Secret.of(vectors.octets("shared")));

        // p + 9 is the base point again: p = 2^255 - 19, so its last octet in little-endian order is 0xf6
        var nonCanonical = Octets.hex("f6" + "ff".repeat(30) + "7f");
        assertThat(i.agree(nonCanonical)).isEqualTo(Secret.of(vectors.octets("pub_i")));
    }

    @Test
    @Rfc(value = 8031, section = "3.2")
    void masksNothingOfX448AndAcceptsNonCanonicalValues() throws Exception {
        // p + 5 is the base point again: p = 2^448 - 2^224 - 1
        var nonCanonical = Octets.hex("04" + "00".repeat(27) + "ff".repeat(28));

        assertThat(xdhPair(DhGroup.X448, "i").agree(nonCanonical))
                .isEqualTo(Secret.of(xdh(DhGroup.X448).octets("pub_i")));
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
    @Rfc(value = 8031, section = "3.2")
    void refusesValuesOfX448ThatLeadToZero() {
        var pair = source.generate(DhGroup.X448);
        var zeros = "00".repeat(27);
        var ones = "ff".repeat(27);

        // 0, 1, p - 1, p and p + 1
        for (var value : new String[] {
            "00" + zeros + "00".repeat(28),
            "01" + zeros + "00".repeat(28),
            "fe" + ones + "fe" + ones,
            "ff" + ones + "fe" + ones,
            "00" + zeros + "ff".repeat(28),
        }) {
            assertThatThrownBy(() -> pair.agree(Octets.hex(value))).as(value).isInstanceOf(InvalidPublicValue.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ECP_256", "ECP_384", "ECP_521"})
    @Rfc(value = 5903, section = "8")
    void computesTheExampleOfTheEcpGroup(DhGroup group) throws Exception {
        var vectors = ecp(group);

        assertThat(ecpPair(group, "i").agree(octets(vectors, "pub_r"))).isEqualTo(Secret.of(vectors.octets("shared")));
        assertThat(ecpPair(group, "r").agree(octets(vectors, "pub_i"))).isEqualTo(Secret.of(vectors.octets("shared")));
    }

    @ParameterizedTest
    @EnumSource(names = {"ECP_256", "ECP_384", "ECP_521"})
    @Rfc(value = 5903, section = "7")
    void keepsLeadingZeros(DhGroup group) throws Exception {
        var vectors = ecp(group);
        assertThat(ecpPair(group, "i").agree(octets(vectors, "pub_zero")))
                .isEqualTo(Secret.of(vectors.octets("shared_zero")));

        int half = group.publicLength() / 2;
        boolean seen = false;
        for (int n = 0; n < 2_000 && !seen; n++) {
            var value = source.generate(group).publicValue();
            assertThat(value.length()).isEqualTo(2 * half);
            seen = value.at(0) == 0 || value.at(half) == 0;
        }
        assertThat(seen).as("a coordinate with a leading zero").isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"ECP_256", "ECP_384", "ECP_521"})
    @Rfc(value = 6989, section = "2.3")
    void refusesWhatIsNoPointOfTheCurve(DhGroup group) {
        var pair = source.generate(group);
        int length = group.publicLength();
        byte[] off = ecp(group).octets("pub_i");
        off[length - 1] ^= 1;
        var p = ((ECFieldFp) EcpCurve.of(group).spec().getCurve().getField()).getP();
        var prime = Octets.of(Agreement.unsigned(p, length / 2));

        for (var value : new Octets[] {
            Octets.of(off), Octets.zeros(length), prime.concat(prime), Octets.hex("ff".repeat(length)),
        }) {
            assertThatThrownBy(() -> pair.agree(value)).isInstanceOf(InvalidPublicValue.class);
            assertThatThrownBy(() -> group.check(value)).isInstanceOf(InvalidPublicValue.class);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "MODP.*")
    @Rfc(value = 3526, section = "3")
    void computesInTheModpGroupsAsPublished(DhGroup group) throws Exception {
        var parameters = ModpPrimes.parameters(group);
        assertThat(parameters.getP()).isEqualTo(new BigInteger(1, modp(group, "p")));
        assertThat(parameters.getG()).isEqualTo(BigInteger.TWO);

        var pair = modpPair(group);
        assertThat(pair.agree(Octets.of(modp(group, "peer")))).isEqualTo(Secret.of(modp(group, "shared")));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "MODP.*")
    @Rfc(value = 7296, section = "2.14")
    void keepsLeadingZerosOfModpSecretsAndValues(DhGroup group) throws Exception {
        byte[] shared = modp(group, "zeroShared");
        assertThat(shared).startsWith(0, 0);
        assertThat(modpPair(group).agree(Octets.of(modp(group, "zeroValue")))).isEqualTo(Secret.of(shared));

        var parameters = ModpPrimes.parameters(group);
        var two = new DHPublicKeySpec(BigInteger.TWO, parameters.getP(), BigInteger.TWO);
        var peer = KeyFactory.getInstance("DH").generatePublic(two);
        var pair = ModpKeyPair.of(group, new KeyPair(peer, modpPair(group).key()));
        assertThat(pair.publicValue())
                .isEqualTo(Octets.zeros(group.publicLength() - 1).concat(Octets.of((byte) 2)));
        assertThat(pair.agree(pair.publicValue())).isEqualTo(Secret.of(modp(group, "y")));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "MODP.*")
    @Rfc(value = 6989, section = "2.1")
    void refusesModpValuesOutOfRange(DhGroup group) {
        var pair = source.generate(group);
        var p = ModpPrimes.parameters(group).getP();
        var beyond = BigInteger.TWO.pow(8 * group.publicLength()).subtract(BigInteger.ONE);

        for (var value : new BigInteger[] {
            BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p, p.add(BigInteger.ONE), beyond,
        }) {
            var octets = Octets.of(Agreement.unsigned(value, group.publicLength()));
            assertThatThrownBy(() -> pair.agree(octets)).isInstanceOf(InvalidPublicValue.class);
            assertThatThrownBy(() -> group.check(octets)).isInstanceOf(InvalidPublicValue.class);
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
            assertThatThrownBy(() -> group.check(wrong)).isInstanceOf(InvalidPublicValue.class);
        }
    }

    @ParameterizedTest
    @EnumSource(DhGroup.class)
    void printsNothingSecret(DhGroup group) {
        var pair = source.generate(group);

        assertThat(pair).hasToString(group.keyword() + " " + pair.publicValue());
    }

    private static Vectors xdh(DhGroup group) {
        return Vectors.read("/rfc8031/" + group.keyword() + ".txt");
    }

    private static Vectors ecp(DhGroup group) {
        return Vectors.read("/rfc5903/" + group.keyword() + ".txt");
    }

    private byte[] modp(DhGroup group, String field) {
        return modp.octets(group.keyword() + "." + field);
    }

    private static XdhKeyPair xdhPair(DhGroup group, String end) {
        var pair = XdhKeyPair.of(group, Secret.of(xdh(group).octets("random_" + end)));
        assertThat(pair.publicValue()).isEqualTo(octets(xdh(group), "pub_" + end));
        return pair;
    }

    private static EcpKeyPair ecpPair(DhGroup group, String end) throws Exception {
        var value = new BigInteger(1, ecp(group).octets(end));
        var spec = new ECPrivateKeySpec(value, EcpCurve.of(group).spec());
        var key = KeyFactory.getInstance("EC").generatePrivate(spec);
        return new EcpKeyPair(group, key, octets(ecp(group), "pub_" + end));
    }

    private ModpKeyPair modpPair(DhGroup group) throws Exception {
        var parameters = ModpPrimes.parameters(group);
        var x = new BigInteger(1, modp(group, "x"));
        var spec = new DHPrivateKeySpec(x, parameters.getP(), parameters.getG());
        return new ModpKeyPair(group, KeyFactory.getInstance("DH").generatePrivate(spec), Octets.of(modp(group, "y")));
    }

    private static Octets octets(Vectors vectors, String field) {
        return Octets.of(vectors.octets(field));
    }
}
