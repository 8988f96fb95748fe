package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

@Rfc(value = 4656, section = "3.1")
class ConnectionSetupTest {
    private static final String CHALLENGE = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf";
    private static final String SALT = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
    private static final String IV = "101112131415161718191a1b1c1d1e1f";

    @Test
    void readsAndWritesAServerGreeting() throws MalformedMessage {
        var octets = Octets.hex(
                "000000000000000000000000" // Unused
                        + "00000087" // Modes
                        + CHALLENGE
                        + SALT
                        + "00008000" // Count
                        + "000000000000000000000000"); // MBZ
        var greeting = new ServerGreeting(new Modes(0x87), Octets.hex(CHALLENGE), Octets.hex(SALT), 32768);

        assertThat(octets.length()).isEqualTo(ServerGreeting.LENGTH);
        assertThat(ServerGreeting.read(WireReader.of(octets))).isEqualTo(greeting);
        assertThat(Octets.of(greeting.toByteArray())).isEqualTo(octets);
    }

    @Test
    void ignoresUnusedAndMbzOctetsOfAServerGreeting() throws MalformedMessage {
        var octets = Octets.hex(
                "ffffffffffffffffffffffff" + "00000001" + CHALLENGE + SALT + "00000400" + "ffffffffffffffffffffffff");

        assertThat(ServerGreeting.read(WireReader.of(octets)))
                .isEqualTo(new ServerGreeting(Modes.UNAUTHENTICATED, Octets.hex(CHALLENGE), Octets.hex(SALT), 1024));
    }

    @Test
    void readsAndWritesASetUpResponse() throws MalformedMessage {
        var token = Octets.hex("70".repeat(64));
        var octets = Octets.hex("00000002")
                .concat(Octets.hex("626f62" + "00".repeat(77)))
                .concat(token);
        octets = octets.concat(Octets.hex(IV));
        var response = new SetUpResponse(Modes.AUTHENTICATED, KeyId.ofText("bob"), token, Octets.hex(IV));

        assertThat(octets.length()).isEqualTo(SetUpResponse.LENGTH);
        assertThat(SetUpResponse.read(WireReader.of(octets))).isEqualTo(response);
        assertThat(Octets.of(response.toByteArray())).isEqualTo(octets);
    }

    @Test
    void leavesKeyIdTokenAndClientIvZeroInUnauthenticatedMode() {
        var octets = Octets.of(SetUpResponse.withoutKeys(Modes.UNAUTHENTICATED).toByteArray());

        assertThat(octets).isEqualTo(Octets.hex("00000001").concat(Octets.zeros(160)));
    }

    @Test
    void readsAndWritesAServerStart() throws MalformedMessage {
        var octets = Octets.hex(
                "000000000000000000000000000000" // MBZ
                        + "00" // Accept
                        + IV // Server-IV
                        + "eeabe1e46d6b11c6" // Start-Time
                        + "0000000000000000"); // MBZ
        var start = new ServerStart(Accept.OK, Octets.hex(IV), 0xeeabe1e46d6b11c6L);

        assertThat(octets.length()).isEqualTo(ServerStart.LENGTH);
        assertThat(ServerStart.read(WireReader.of(octets))).isEqualTo(start);
        assertThat(Octets.of(start.toByteArray())).isEqualTo(octets);
    }

    @Test
    void ignoresMbzOctetsOfAServerStart() throws MalformedMessage {
        var octets = Octets.hex("ff".repeat(15) + "06" + IV + "0000000000000001" + "ff".repeat(8));

        assertThat(ServerStart.read(WireReader.of(octets)))
                .isEqualTo(new ServerStart(Accept.IKEV2_SA_NOT_FOUND, Octets.hex(IV), 1));
    }

    @Test
    void refusesWithAStartTimeOfZero() {
        var start = ServerStart.refusing(Accept.FAILURE);

        assertThat(start.startTimeNtp()).isZero();
        assertThat(Octets.of(start.toByteArray()))
                .isEqualTo(Octets.zeros(15).concat(Octets.hex("01")).concat(Octets.zeros(32)));
    }

    @Test
    void namesAFieldOfTheWrongLength() {
        assertThatThrownBy(() -> new ServerGreeting(Modes.NONE, Octets.EMPTY, Octets.zeros(16), 0))
                .hasMessage("Challenge of 0 octets, not 16");
        assertThatThrownBy(() -> new SetUpResponse(Modes.NONE, KeyId.NONE, Octets.zeros(16), Octets.zeros(16)))
                .hasMessage("Token of 16 octets, not 64");
    }
}
