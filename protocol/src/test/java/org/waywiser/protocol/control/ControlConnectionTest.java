package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;
import org.waywiser.wire.control.TypeP;

@Rfc(value = 5357, section = "3")
class ControlConnectionTest {
    private static final Modes KEYED = ControlPair.ALL.or(Modes.IKEV2_DERIVED);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 4096})
    void measuresInOpenModeWhateverThePortionsOfTheStream(int portion) {
        var pair = open(portion);

        assertThat(pair.lastOfServer(ServerEffect.Established.class))
                .isEqualTo(new ServerEffect.Established(Modes.UNAUTHENTICATED));
        runOneSession(pair);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 4096", "4, 7", "4, 4096"})
    @Rfc(value = 4656, section = "3.4")
    void measuresWithAPassphraseInBothKeyedModes(long mode, int portion) {
        var pair = new ControlPair(ControlPair.ALL, portion).connect();
        pair.toClient(new ClientInput.ChooseKeyed(new Modes(mode), KeyId.ofText("alice"), ControlPair.passphrase()));
        assertThat(pair.lastOfServer(ServerEffect.FindSecret.class))
                .isEqualTo(new ServerEffect.FindSecret(new SecretName.Passphrase("alice")));
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));

        var established = pair.lastOfClient(ClientEffect.Established.class);
        assertThat(established.mode()).isEqualTo(new Modes(mode));
        assertThat(established.startTimeNtp()).isEqualTo(42L << 32);
        runOneSession(pair);
    }

    @Test
    @Rfc(value = 7717, section = "5.3")
    void namesTheIkeSaByItsSpis() {
        var pair = derived();
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));

        assertThat(pair.lastOfServer(ServerEffect.FindSecret.class))
                .isEqualTo(new ServerEffect.FindSecret(new SecretName.IkeSa(0x1122334455667788L, -2)));
        runOneSession(pair);
    }

    @Test
    @Rfc(value = 7717, section = "5.3")
    void answersUnknownSpisWithAcceptSix() {
        var pair = derived();
        pair.toServer(new ServerInput.SecretAnswered(null));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.IKE_SA_NOT_FOUND);
        assertThat(pair.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.IKEV2_SA_NOT_FOUND));
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void answersAWrongTokenAndAnUnknownKeyIdWithAcceptOne() {
        var wrong = keyed();
        wrong.toServer(new ServerInput.SecretAnswered(Secret.of(new byte[] {1})));
        assertThat(wrong.serverClosed()).isEqualTo(CloseReason.WRONG_TOKEN);
        assertThat(wrong.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.FAILURE));

        var unknown = keyed();
        unknown.toServer(new ServerInput.SecretAnswered(null));
        assertThat(unknown.serverClosed()).isEqualTo(CloseReason.NO_SECRET);
    }

    @Test
    void withholdsTheSecretFromTooManyAttempts() {
        var pair = keyed();
        pair.toServer(new ServerInput.SecretWithheld(Accept.TEMPORARY_LIMIT, CloseReason.TOO_MANY_ATTEMPTS));

        assertThat(pair.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.TEMPORARY_LIMIT));
    }

    @ParameterizedTest
    @CsvSource({"2", "6", "129", "130", "3"})
    void refusesAModeThatWasNotOffered(long mode) {
        var pair = new ControlPair(Modes.UNAUTHENTICATED, 4096).connect();
        pair.toClient(new ClientInput.ChooseKeyed(new Modes(mode), KeyId.NONE, ControlPair.passphrase()));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MODE_NOT_OFFERED);
        assertThat(pair.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.NOT_SUPPORTED));
    }

    @ParameterizedTest
    @ValueSource(longs = {129, 131, 134})
    @Rfc(value = 7717, section = "5.2")
    void refusesTheDerivedBitWithoutOneModeOfKeys(long mode) {
        var pair = new ControlPair(KEYED.or(Modes.UNAUTHENTICATED).or(Modes.IKEV2_DERIVED), 4096).connect();
        pair.toClient(new ClientInput.ChooseKeyed(new Modes(mode), KeyId.NONE, ControlPair.passphrase()));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MODE_NOT_OFFERED);
        assertThat(pair.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.NOT_SUPPORTED));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 128, 256})
    @Rfc(value = 4656, section = "3.1")
    void closesWhenTheClientChoosesNoSecurityMode(long mode) {
        var pair = new ControlPair(KEYED, 4096).connect();
        pair.toClient(new ClientInput.ChooseKeyed(new Modes(mode), KeyId.NONE, ControlPair.passphrase()));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.CLIENT_UNWILLING);
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void ignoresModeBitsItDoesNotKnow() {
        var pair = new ControlPair(Modes.UNAUTHENTICATED.or(new Modes(1L << 20)), 4096).connect();
        pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));

        assertThat(pair.lastOfClient(ClientEffect.Established.class)).isNotNull();
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void closesOnAWrongHmac() {
        var pair = keyed();
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        pair.toServer(new ServerInput.Received(Octets.of(new byte[112])));

        // Random octets decrypt to some command; whichever it is, its HMAC cannot be right.
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.WRONG_HMAC);
    }

    @Test
    void answersEachImproperRequestWithAcceptThree() {
        List<RequestTwSession> improper = List.of(
                with(5, 0, 0, 0, 0, 64),
                with(4, 1, 0, 0, 0, 64),
                with(4, 0, 1, 0, 0, 64),
                with(4, 0, 0, 1, 0, 64),
                with(4, 0, 0, 0, 1, 64),
                with(4, 0, 0, 0, 0, 70000),
                with(4, 0, 0, 0, 0, 0xffffffffL));
        for (RequestTwSession request : improper) {
            var pair = open(4096);
            pair.toClient(new ClientInput.Request(request));

            assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class))
                    .as("%s", request)
                    .isEqualTo(new ClientEffect.SessionRefused(Accept.NOT_SUPPORTED));
            // RFC 4656 §3.5: a refusal does not end the connection.
            runOneSession(pair);
        }
    }

    private static RequestTwSession with(
            int version, int confSender, int confReceiver, long slots, long packets, long padding) {
        return new RequestTwSession(
                version,
                confSender,
                confReceiver,
                slots,
                packets,
                20001,
                862,
                Octets.zeros(16),
                Octets.zeros(16),
                Sid.NONE,
                padding,
                0,
                0,
                TypeP.ofDscp(0),
                0,
                0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 255})
    void answersAnUnexpectedCommandWithAcceptThreeAndGoesOn(int number) {
        var pair = open(4096);
        byte[] command = new byte[32];
        command[0] = (byte) number;
        pair.toServer(new ServerInput.Received(Octets.of(command)));

        assertThat(pair.lastOfServer(ServerEffect.Refused.class).accept()).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(pair.serverClosed()).isNull();
    }

    @Test
    void closesOnAFloodOfUnexpectedCommands() {
        var pair = open(4096);
        pair.toServer(new ServerInput.Received(Octets.of(new byte[32 * 8])));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.OUT_OF_TURN);
    }

    @Test
    void allowsOnlyStopSessionsWhileMeasuring() {
        var pair = open(4096);
        startOneSession(pair);
        pair.serverEffects.clear();
        pair.toServer(
                new ServerInput.Received(Octets.of(sealed(ControlPair.request().toByteArray()))));
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).accept()).isEqualTo(Accept.NOT_SUPPORTED);
        pair.toServer(new ServerInput.Received(Octets.of(sealed(new StartSessions().toByteArray()))));
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).accept()).isEqualTo(Accept.FAILURE);
        assertThat(pair.serverClosed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    @Rfc(value = 5357, section = "3.8")
    void closesWhenStopSessionsDoesNotCountTheSessions(long number) {
        var pair = open(4096);
        Sid sid = startOneSession(pair);
        pair.toServer(new ServerInput.Received(Octets.of(sealed(new StopSessions(Accept.OK, number).toByteArray()))));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);
        assertThat(pair.lastOfServer(ServerEffect.StopSessions.class))
                .isEqualTo(new ServerEffect.StopSessions(List.of(sid)));
    }

    @Test
    void runsSeveralSessionsAndRoundsOnOneConnection() {
        var pair = open(4096);
        for (int round = 0; round < 2; round++) {
            Sid first = accept(pair);
            Sid second = accept(pair);
            pair.toClient(new ClientInput.Start());
            assertThat(pair.lastOfServer(ServerEffect.StartSessions.class))
                    .isEqualTo(new ServerEffect.StartSessions(List.of(first, second)));
            pair.toClient(new ClientInput.Stop());
            assertThat(pair.lastOfServer(ServerEffect.StopSessions.class))
                    .isEqualTo(new ServerEffect.StopSessions(List.of(first, second)));
        }
    }

    @Test
    void limitsTheSessionsOfOneConnection() {
        var pair = open(4096);
        for (int i = 0; i < 4; i++) accept(pair);
        pair.toClient(new ClientInput.Request(ControlPair.request()));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class))
                .isEqualTo(new ClientEffect.SessionRefused(Accept.TEMPORARY_LIMIT));
    }

    @Test
    void stopsTheSessionsOfAClientThatGoesAway() {
        var pair = open(4096);
        Sid sid = startOneSession(pair);
        pair.toServer(new ServerInput.PeerClosed());

        assertThat(pair.lastOfServer(ServerEffect.StopSessions.class))
                .isEqualTo(new ServerEffect.StopSessions(List.of(sid)));
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.PEER_CLOSED);
    }

    @Test
    void abandonsSessionsThatNeverStarted() {
        var pair = open(4096);
        Sid sid = accept(pair);
        pair.toServer(new ServerInput.PeerClosed());

        assertThat(pair.lastOfServer(ServerEffect.AbandonSessions.class))
                .isEqualTo(new ServerEffect.AbandonSessions(List.of(sid)));
    }

    @Test
    @Rfc(value = 5357, section = "3.1")
    void suspendsServwaitWhileMeasuringAndResumesAfterwards() {
        var pair = open(4096);
        Sid sid = startOneSession(pair);
        assertThat(pair.server.deadline()).isEmpty();

        pair.toServer(new ServerInput.SessionExpired(sid));
        pair.time.advance(Duration.ofSeconds(899));
        pair.toServer(new ServerInput.Tick());
        assertThat(pair.serverClosed()).isNull();
        pair.time.advance(Duration.ofSeconds(1));
        pair.toServer(new ServerInput.Tick());
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SERVWAIT);
    }

    @Test
    void dropsAClientThatStallsInTheSetUp() {
        var pair = new ControlPair(ControlPair.ALL, 4096).connect();
        pair.toServer(new ServerInput.Received(Octets.of(new byte[100])));
        pair.time.advance(Duration.ofSeconds(60));
        pair.toServer(new ServerInput.Tick());

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SET_UP_TIMEOUT);
    }

    private static byte[] sealed(byte[] body) {
        return OutgoingStream.clear().seal(body);
    }

    private static ControlPair open(int portion) {
        var pair = new ControlPair(ControlPair.ALL, portion).connect();
        assertThat(pair.lastOfClient(ClientEffect.Greeted.class))
                .isEqualTo(new ClientEffect.Greeted(ControlPair.ALL, SaName.NONE));
        pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));
        return pair;
    }

    private static ControlPair keyed() {
        var pair = new ControlPair(ControlPair.ALL, 4096).connect();
        pair.toClient(
                new ClientInput.ChooseKeyed(Modes.AUTHENTICATED, KeyId.ofText("alice"), ControlPair.passphrase()));
        return pair;
    }

    private static ControlPair derived() {
        var pair = new ControlPair(KEYED, 4096).connect();
        pair.toClient(new ClientInput.ChooseKeyed(
                Modes.ENCRYPTED.or(Modes.IKEV2_DERIVED),
                KeyId.ofSpis(0x1122334455667788L, -2),
                ControlPair.passphrase()));
        return pair;
    }

    private static Sid accept(ControlPair pair) {
        pair.toClient(new ClientInput.Request(ControlPair.request()));
        assertThat(pair.lastOfServer(ServerEffect.ConfigureSession.class).request())
                .isEqualTo(ControlPair.request());
        Sid sid = pair.configure(8620);
        var accepted = pair.lastOfClient(ClientEffect.SessionAccepted.class);
        assertThat(accepted.sid()).isEqualTo(sid);
        assertThat(accepted.port()).isEqualTo(8620);
        return sid;
    }

    private static Sid startOneSession(ControlPair pair) {
        Sid sid = accept(pair);
        pair.toClient(new ClientInput.Start());
        assertThat(pair.clientEffects.getLast()).isEqualTo(new ClientEffect.Started());
        return sid;
    }

    static void runOneSession(ControlPair pair) {
        Sid sid = startOneSession(pair);
        pair.toClient(new ClientInput.Stop());
        assertThat(pair.lastOfServer(ServerEffect.StopSessions.class))
                .isEqualTo(new ServerEffect.StopSessions(List.of(sid)));
        pair.toClient(new ClientInput.Finish());
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.FINISHED);
    }
}
