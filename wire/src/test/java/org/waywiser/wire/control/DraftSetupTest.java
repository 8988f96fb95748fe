package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/** The messages of draft-ietf-ippm-ipsec-01 §4.2 and §4.3. */
class DraftSetupTest {
    private static final String SA = "00000003" + "06b576fd" + "c2a1f0e4";
    private static final SaName NAME = new SaName(SaName.ESP, 0x06b576fd, 0xc2a1f0e4);
    private static final String CHALLENGE = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf";
    private static final String SALT = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
    private static final String IV = "101112131415161718191a1b1c1d1e1f";
    private static final String MBZ = "00".repeat(12);

    @Test
    void aDraftGreetingIsTheClassicOneWithAnSaInItsUnusedOctets() throws MalformedMessage {
        var octets = Octets.hex(SA + "0000000e" + CHALLENGE + SALT + "00000400" + MBZ);
        var classic = new ServerGreeting(new Modes(14), Octets.hex(CHALLENGE), Octets.hex(SALT), 1024);

        assertThat(octets.length()).isEqualTo(DraftGreeting.LENGTH).isEqualTo(64);
        assertThat(DraftGreeting.read(WireReader.of(octets))).isEqualTo(new DraftGreeting(NAME, classic));
        assertThat(Octets.of(new DraftGreeting(NAME, classic).toByteArray())).isEqualTo(octets);
        assertThat(ServerGreeting.read(WireReader.of(octets)))
                .as("a classic client reads the same octets")
                .isEqualTo(classic);
    }

    @Test
    void aGreetingOfAlternative1HasNeitherSaltNorCount() throws MalformedMessage {
        var octets = Octets.hex(SA + "0000000c" + CHALLENGE + MBZ);
        var greeting = new Alt1Greeting(NAME, new Modes(12), Octets.hex(CHALLENGE));

        assertThat(octets.length()).isEqualTo(Alt1Greeting.LENGTH).isEqualTo(44);
        assertThat(Alt1Greeting.read(WireReader.of(octets))).isEqualTo(greeting);
        assertThat(Octets.of(greeting.toByteArray())).isEqualTo(octets);
    }

    @Test
    void aGreetingOfAlternative2HasNoChallengeEither() throws MalformedMessage {
        var octets = Octets.hex(SA + "0000000a" + MBZ);
        var greeting = new Alt2Greeting(NAME, new Modes(10));

        assertThat(octets.length()).isEqualTo(Alt2Greeting.LENGTH).isEqualTo(28);
        assertThat(Alt2Greeting.read(WireReader.of(octets))).isEqualTo(greeting);
        assertThat(Octets.of(greeting.toByteArray())).isEqualTo(octets);
    }

    @Test
    void ignoresTheMbzOctetsOfAGreeting() throws MalformedMessage {
        var alt1 = Octets.hex(SA + "0000000c" + CHALLENGE + "ff".repeat(12));
        var alt2 = Octets.hex(SA + "0000000a" + "ff".repeat(12));

        assertThat(Alt1Greeting.read(WireReader.of(alt1)).sa()).isEqualTo(NAME);
        assertThat(Alt2Greeting.read(WireReader.of(alt2)).sa()).isEqualTo(NAME);
    }

    @Test
    void readsAndWritesTheSetUpResponses() throws MalformedMessage {
        var alt1 = Octets.hex("0000000a" + CHALLENGE + IV);
        var alt2 = Octets.hex("0000000c" + IV);
        var first = new Alt1SetUpResponse(new Modes(10), Octets.hex(CHALLENGE), Octets.hex(IV));
        var second = new Alt2SetUpResponse(new Modes(12), Octets.hex(IV));

        assertThat(alt1.length()).isEqualTo(Alt1SetUpResponse.LENGTH).isEqualTo(36);
        assertThat(alt2.length()).isEqualTo(Alt2SetUpResponse.LENGTH).isEqualTo(20);
        assertThat(Alt1SetUpResponse.read(WireReader.of(alt1))).isEqualTo(first);
        assertThat(Octets.of(first.toByteArray())).isEqualTo(alt1);
        assertThat(Alt2SetUpResponse.read(WireReader.of(alt2))).isEqualTo(second);
        assertThat(Octets.of(second.toByteArray())).isEqualTo(alt2);
    }

    @Test
    void namesAnIkeSaByTheFirstHalvesOfItsSpis() {
        assertThat(SaName.ofIke(0x0123456789abcdefL, 0xfedcba9876543210L))
                .isEqualTo(new SaName(SaName.IKE, 0x01234567, 0xfedcba98))
                .hasToString("IKE SPIi 01234567 SPIr fedcba98");
    }

    @Test
    void refusesMessagesThatAreCutOff() {
        assertThatThrownBy(() -> Alt1Greeting.read(WireReader.of(Octets.zeros(43))))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> Alt2Greeting.read(WireReader.of(Octets.zeros(27))))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> Alt1SetUpResponse.read(WireReader.of(Octets.zeros(35))))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> Alt2SetUpResponse.read(WireReader.of(Octets.zeros(19))))
                .isInstanceOf(MalformedMessage.class);
    }
}
