package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

class RegistriesTest {
    @Test
    @Rfc(value = 4656, section = "3.1")
    void modesKeepAndShowBitsWithoutAName() {
        var modes = new Modes(0x8000_0402L);

        assertThat(modes.bits()).isEqualTo(0x8000_0402L);
        assertThat(modes).hasToString("authenticated|0x80000400");
        assertThat(modes.and(Modes.AUTHENTICATED)).isEqualTo(Modes.AUTHENTICATED);
        assertThat(Modes.NONE).hasToString("none");
    }

    @Test
    @Rfc(value = 7750, section = "3")
    @Rfc(value = 8186, section = "3")
    void modesOfTwampFeaturesAreBitsOfTheRegistry() {
        assertThat(Modes.REFLECT_OCTETS.bits()).isEqualTo(1 << 5);
        assertThat(Modes.SYMMETRICAL_SIZE.bits()).isEqualTo(1 << 6);
        assertThat(Modes.DSCP_ECN_MONITORING.bits()).isEqualTo(1 << 8);
        assertThat(Modes.PTP_TIMESTAMPS.bits()).isEqualTo(1 << 9);
        assertThat(new Modes(0x301)).hasToString("unauthenticated|dscp-ecn-monitoring|ptp-timestamps");
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void modesTellSecurityFromFeatures() {
        var offered = Modes.AUTHENTICATED.or(Modes.ENCRYPTED).or(Modes.IKEV2_DERIVED);

        assertThat(offered.security()).isEqualTo(Modes.AUTHENTICATED.or(Modes.ENCRYPTED));
        assertThat(offered.security().single()).isFalse();
        assertThat(offered.without(Modes.ENCRYPTED).security().single()).isTrue();
        assertThat(offered.contains(Modes.IKEV2_DERIVED.or(Modes.ENCRYPTED))).isTrue();
        assertThat(offered.contains(Modes.MIXED)).isFalse();
        assertThat(new Modes(0x1_0000).security().isNone()).isTrue();
    }

    @Test
    @Rfc(value = 4656, section = "3.3")
    void anUnassignedAcceptMeansFailureButIsShownAsReceived() {
        var accept = new Accept(200);

        assertThat(accept.meaning()).isEqualTo(Accept.FAILURE);
        assertThat(accept).hasToString("200 (refused for an unknown reason)");
        assertThat(accept.ok()).isFalse();
    }

    @Test
    @Rfc(value = 4656, section = "3.3")
    @Rfc(value = 7717, section = "5.3")
    void assignedAcceptValuesMeanThemselves() {
        for (int code = 0; code <= 6; code++) {
            var accept = new Accept(code);
            assertThat(accept.meaning()).isEqualTo(accept);
            assertThat(accept.words()).isNotEqualTo(new Accept(7).words());
        }
        assertThat(Accept.OK.ok()).isTrue();
        assertThat(Accept.IKEV2_SA_NOT_FOUND.code()).isEqualTo(6);
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void commandNumbersKnowTheLengthOfTwampCommandsOnly() {
        assertThat(CommandNumber.of(new byte[] {2, 0})).isEqualTo(CommandNumber.START_SESSIONS);
        assertThat(CommandNumber.START_SESSIONS.twampBodyLength()).isEqualTo(16);
        assertThat(CommandNumber.STOP_SESSIONS.twampBodyLength()).isEqualTo(16);
        assertThat(CommandNumber.REQUEST_TW_SESSION.twampBodyLength()).isEqualTo(96);
        assertThat(CommandNumber.REQUEST_SESSION.twampBodyLength()).isZero();
        assertThat(CommandNumber.FETCH_SESSION.twampBodyLength()).isZero();
        assertThat(CommandNumber.of(new byte[] {-1})).isEqualTo(new CommandNumber(255));
        assertThat(new CommandNumber(255)).hasToString("command 255");
        assertThat(CommandNumber.REQUEST_TW_SESSION).hasToString("Request-TW-Session");
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void aKeyIdIsUtf8PaddedWithZeros() {
        var keyId = KeyId.ofText("Zürich");

        assertThat(keyId.octets().length()).isEqualTo(80);
        assertThat(keyId.octets().slice(0, 8)).isEqualTo(Octets.hex("5ac3bc7269636800"));
        assertThat(keyId.text()).isEqualTo("Zürich");
        assertThat(KeyId.ofText("x".repeat(80)).text()).hasSize(80);
        assertThatThrownBy(() -> KeyId.ofText("x".repeat(81))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyId.ofText("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Rfc(value = 7717, section = "5.3")
    void aKeyIdOfSpisPutsTheInitiatorsFirstAndZerosTheRest() {
        var keyId = KeyId.ofSpis(0x0102030405060708L, 0xf1f2f3f4f5f6f7f8L);

        assertThat(keyId.octets())
                .isEqualTo(Octets.hex("0102030405060708f1f2f3f4f5f6f7f8").concat(Octets.zeros(64)));
        assertThat(keyId.spiI()).isEqualTo(0x0102030405060708L);
        assertThat(keyId.spiR()).isEqualTo(0xf1f2f3f4f5f6f7f8L);
    }

    @Test
    @Rfc(value = 7717, section = "5.3")
    void octetsAfterTheSpisAreIgnored() {
        var keyId = new KeyId(Octets.hex("ff".repeat(80)));

        assertThat(keyId.spiI()).isEqualTo(-1);
        assertThat(keyId.spiR()).isEqualTo(-1);
    }

    @Test
    void aKeyIdFromAPeerCannotForgeALineOfALog() {
        assertThat(KeyId.ofText("alice\r\n\u001b[31mroot\u202e")).hasToString("alice··" + "·[31mroot·");
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void aSidIsAddressTimestampAndRandomValue() {
        var sid = Sid.of(Octets.hex("c0000201"), 0x0102030405060708L, 0xdeadbeef);

        assertThat(sid).hasToString("c00002010102030405060708deadbeef");
        assertThatThrownBy(() -> new Sid(Octets.zeros(15))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    @Rfc(value = 5357, section = "3.5")
    void aTypePDescriptorHoldsTheDscpAfterTwoZeroBits() {
        assertThat(TypeP.ofDscp(46).bits()).isEqualTo(0x2e00_0000L);
        assertThat(new TypeP(0x3f00_0000L).dscp()).isEqualTo(63);
        assertThat(TypeP.DEFAULT.isDscp()).isTrue();
        assertThat(new TypeP(0x4000_0000L).isDscp()).isFalse();
        assertThat(new TypeP(0x2e00_0001L).isDscp()).isFalse();
        assertThat(new TypeP(0x4000_0000L)).hasToString("0x40000000");
        assertThatThrownBy(() -> TypeP.ofDscp(64)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesTheFieldCannotHoldAreFaultsOfOurs() {
        assertThatThrownBy(() -> new Modes(1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Accept(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommandNumber(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TypeP(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyId(Octets.zeros(79))).isInstanceOf(IllegalArgumentException.class);
    }
}
