package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartNAck;
import org.waywiser.wire.control.StartNSessions;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopNAck;
import org.waywiser.wire.control.StopSessions;

@Rfc(value = 5938, section = "3")
class IndividualControlTest {
    private static final Modes OFFERED =
            ControlPair.ALL.or(Modes.MIXED).or(Modes.IKEV2_DERIVED).or(Modes.INDIVIDUAL_SESSION_CONTROL);
    private static final Sid UNKNOWN = new Sid(Octets.hex("ff".repeat(16)));

    private ControlPair pair = open(1, 4096);

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4096", "2, 7", "4, 1", "4, 4096", "8, 5", "132, 16", "136, 4096"})
    void startsAndStopsEachSessionByItselfInEveryModeWhateverThePortionsOfTheStream(long security, int portion) {
        pair = open(security, portion);
        Sid first = accept();
        Sid second = accept();
        start(second);
        start(first);
        stop(second);
        Sid third = accept();
        start(third);
        stop(first, third);

        assertThat(pair.serverClosed()).isNull();
        assertThat(pair.clientClosed()).isNull();
    }

    @Test
    @Rfc(value = 5938, section = "3.2")
    void startsSeveralSessionsByOneCommand() {
        Sid first = accept();
        Sid second = accept();
        start(first, second);

        assertThat(pair.lastOfServer(ServerEffect.StartSessions.class).sessions())
                .containsExactly(first, second);
    }

    @Test
    @Rfc(value = 5938, section = "3.3")
    void startsWhatItCanAndRefusesTheRest() {
        pair = open(4, 4096);
        Sid first = accept();
        Sid second = accept();
        start(first);
        pair.toClient(new ClientInput.Individual.Start(List.of(UNKNOWN, second, first)));

        assertThat(pair.lastOfServer(ServerEffect.StartSessions.class).sessions())
                .containsExactly(second);
        assertThat(pair.ofClient(ClientEffect.Individual.Started.class))
                .endsWith(
                        new ClientEffect.Individual.Started(Accept.OK, List.of(second)),
                        new ClientEffect.Individual.Started(Accept.FAILURE, List.of(UNKNOWN, first)));
    }

    @Test
    void answersForASessionAsOftenAsItIsNamed() {
        Sid sid = accept();
        toServer(new StartNSessions(List.of(sid, sid)));

        assertThat(sentByServer())
                .endsWith(
                        sealed(new StartNAck(Accept.OK, List.of(sid))),
                        sealed(new StartNAck(Accept.FAILURE, List.of(sid))));
    }

    @Test
    @Rfc(value = 5938, section = "3.5")
    void refusesToStopWhatDoesNotRun() {
        Sid running = accept();
        Sid waiting = accept();
        start(running);
        pair.toClient(new ClientInput.Individual.Stop(List.of(waiting, running, UNKNOWN)));

        assertThat(pair.lastOfServer(ServerEffect.StopSessions.class).sessions())
                .containsExactly(running);
        assertThat(pair.ofClient(ClientEffect.Individual.Stopped.class))
                .containsExactly(
                        new ClientEffect.Individual.Stopped(Accept.OK, List.of(running)),
                        new ClientEffect.Individual.Stopped(Accept.FAILURE, List.of(waiting, UNKNOWN)));
        // It was not stopped, so it may still start.
        start(waiting);
    }

    @Test
    @Rfc(value = 5938, section = "3.1")
    void takesNoCommandForAllSessionsThen() {
        Sid sid = accept();
        start(sid);
        for (ControlMessage command : List.of(new StartSessions(), new StopSessions(Accept.OK, 1))) {
            pair.serverEffects.clear();
            toServer(command);

            assertThat(sentByServer()).containsExactly(sealed(AcceptSession.refusing(Accept.NOT_SUPPORTED)));
        }
        stop(sid);
        assertThatThrownBy(() -> pair.client.on(new ClientInput.Start(), pair.time.now()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Rfc(value = 5938, section = "3.1")
    void takesItsCommandsOnlyWhereTheyWereAgreed() {
        pair = new ControlPair(OFFERED, 4096).connect();
        pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));
        Sid sid = accept();
        pair.serverEffects.clear();
        toServer(new StartNSessions(List.of(sid)));

        assertThat(sentByServer().getFirst()).isEqualTo(sealed(AcceptSession.refusing(Accept.NOT_SUPPORTED)));
        assertThat(pair.serverEffects).noneMatch(ServerEffect.StartSessions.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "00004001", "7fffffff", "ffffffff"})
    @Rfc(value = 5938, section = "3.2")
    void closesOnACommandThatNamesNoSessionOrFarTooMany(String count) {
        for (String number : List.of("07", "09")) {
            pair = open(1, 4096);
            pair.toServer(new ServerInput.Received(Octets.hex(number + "00".repeat(11) + count)));

            assertThat(pair.serverClosed()).isEqualTo(CloseReason.MALFORMED);
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void obeysNoCommandWhoseHmacIsWrong() {
        pair = open(4, 4096);
        Sid sid = accept();
        pair.serverEffects.clear();
        for (ClientEffect effect : pair.client.on(new ClientInput.Individual.Start(List.of(sid)), pair.time.now())) {
            if (!(effect instanceof ClientEffect.Send(Octets octets))) continue;
            byte[] changed = octets.toByteArray();
            assertThat(changed).hasSize(48);
            changed[20] ^= 1;
            pair.toServer(new ServerInput.Received(Octets.of(changed)));
        }

        assertThat(pair.serverEffects).noneMatch(ServerEffect.StartSessions.class::isInstance);
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.WRONG_HMAC);
    }

    @Test
    @Rfc(value = 5938, section = "3.6")
    void servwaitRestsWhileAnySessionRuns() {
        Sid first = accept();
        Sid second = accept();
        start(first, second);
        assertThat(pair.server.deadline()).isEmpty();
        stop(first);
        accept();
        assertThat(pair.server.deadline()).isEmpty();
        stop(second);
        assertThat(pair.server.deadline()).isPresent();

        pair.time.advance(Duration.ofMinutes(15));
        pair.toServer(new ServerInput.Tick());
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SERVWAIT);
    }

    @Test
    @Rfc(value = 5938, section = "3.6")
    void servwaitResumesOnceRefwaitHasEndedAllSessions() {
        Sid first = accept();
        Sid second = accept();
        start(first, second);
        pair.toServer(new ServerInput.SessionExpired(first));
        assertThat(pair.server.deadline()).isEmpty();
        pair.toServer(new ServerInput.SessionExpired(second));
        assertThat(pair.server.deadline()).isPresent();
        pair.toClient(new ClientInput.Individual.Stop(List.of(first)));

        assertThat(pair.lastOfClient(ClientEffect.Individual.Stopped.class))
                .isEqualTo(new ClientEffect.Individual.Stopped(Accept.FAILURE, List.of(first)));
    }

    @Test
    void limitsTheSessionsThatWaitAndRunTogether() {
        start(accept(), accept(), accept());
        accept();
        pair.toClient(new ClientInput.Request(ControlPair.request()));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.TEMPORARY_LIMIT);
    }

    @Test
    void aConnectionThatEndsStopsWhatRunsAndAbandonsTheRest() {
        Sid running = accept();
        Sid waiting = accept();
        start(running);
        pair.toServer(new ServerInput.PeerClosed());

        assertThat(pair.lastOfServer(ServerEffect.StopSessions.class).sessions())
                .containsExactly(running);
        assertThat(pair.lastOfServer(ServerEffect.AbandonSessions.class).sessions())
                .containsExactly(waiting);
    }

    @Test
    @Rfc(value = 5938, section = "3.2")
    void theClientNeedNotWaitForAcksWhichMayComeInAnyOrder() {
        Sid first = accept();
        Sid second = accept();
        var server = new FakeAcks(pair);
        server.tell(new ClientInput.Individual.Start(List.of(first)));
        server.tell(new ClientInput.Individual.Start(List.of(second)));
        server.tell(new ClientInput.Request(ControlPair.request()));
        server.answer(new StartNAck(Accept.TEMPORARY_LIMIT, List.of(second)));
        server.answer(AcceptSession.refusing(Accept.FAILURE));
        server.answer(new StartNAck(Accept.OK, List.of(first)));

        assertThat(pair.ofClient(ClientEffect.Individual.Started.class))
                .containsExactly(
                        new ClientEffect.Individual.Started(Accept.TEMPORARY_LIMIT, List.of(second)),
                        new ClientEffect.Individual.Started(Accept.OK, List.of(first)));
        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.FAILURE);
        assertThat(pair.client.deadline()).isEmpty();
    }

    @Test
    void theClientClosesOnAnAckForWhatItDidNotName() {
        var server = new FakeAcks(pair);
        server.tell(new ClientInput.Individual.Start(List.of(accept())));
        server.answer(new StartNAck(Accept.OK, List.of(UNKNOWN)));
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.OUT_OF_TURN);

        pair = open(1, 4096);
        server = new FakeAcks(pair);
        Sid sid = accept();
        server.tell(new ClientInput.Individual.Start(List.of(sid)));
        server.answer(new StartNAck(Accept.OK, List.of(sid, UNKNOWN)));
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.MALFORMED);

        pair = open(1, 4096);
        new FakeAcks(pair).answer(new StopNAck(Accept.OK, List.of(UNKNOWN)));
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.OUT_OF_TURN);

        pair = open(1, 4096);
        server = new FakeAcks(pair);
        server.tell(new ClientInput.Individual.Start(List.of(accept())));
        server.answer(new StopNAck(Accept.OK, List.of(UNKNOWN)));
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    void theClientDoesNotWaitForAnAckForever() {
        Sid first = accept();
        Sid second = accept();
        var server = new FakeAcks(pair);
        server.tell(new ClientInput.Individual.Start(List.of(first, second)));
        server.answer(new StartNAck(Accept.OK, List.of(first)));
        pair.time.advance(Duration.ofSeconds(19));
        pair.toClient(new ClientInput.Tick());
        assertThat(pair.clientClosed()).isNull();
        pair.time.advance(Duration.ofSeconds(1));
        pair.toClient(new ClientInput.Tick());

        assertThat(pair.clientClosed()).isEqualTo(CloseReason.REPLY_TIMEOUT);
    }

    /** In the place of the Server of a pair, which hears no more. */
    private record FakeAcks(ControlPair pair) {
        void tell(ClientInput input) {
            for (ClientEffect effect : pair.client.on(input, pair.time.now())) {
                assertThat(effect).isInstanceOf(ClientEffect.Send.class);
            }
        }

        void answer(ControlMessage message) {
            pair.toClient(new ClientInput.Received(sealed(message)));
        }
    }

    private static Octets sealed(ControlMessage message) {
        return Octets.of(OutgoingStream.clear().seal(message.toByteArray()));
    }

    private List<Octets> sentByServer() {
        return pair.serverEffects.stream()
                .filter(ServerEffect.Send.class::isInstance)
                .map(effect -> ((ServerEffect.Send) effect).octets())
                .toList();
    }

    /** Past the client, which does not hear the answer. */
    private void toServer(ControlMessage command) {
        pair.serverEffects.addAll(pair.server.on(new ServerInput.Received(sealed(command)), pair.time.now()));
    }

    private Sid accept() {
        pair.toClient(new ClientInput.Request(ControlPair.request()));
        Sid sid = pair.configure(862);
        assertThat(pair.lastOfClient(ClientEffect.SessionAccepted.class).sid()).isEqualTo(sid);
        return sid;
    }

    private void start(Sid... sids) {
        pair.toClient(new ClientInput.Individual.Start(List.of(sids)));
        assertThat(pair.lastOfServer(ServerEffect.StartSessions.class).sessions())
                .containsExactly(sids);
        assertThat(pair.lastOfClient(ClientEffect.Individual.Started.class))
                .isEqualTo(new ClientEffect.Individual.Started(Accept.OK, List.of(sids)));
    }

    private void stop(Sid... sids) {
        pair.toClient(new ClientInput.Individual.Stop(List.of(sids)));
        assertThat(pair.lastOfServer(ServerEffect.StopSessions.class).sessions())
                .containsExactly(sids);
        assertThat(pair.lastOfClient(ClientEffect.Individual.Stopped.class))
                .isEqualTo(new ClientEffect.Individual.Stopped(Accept.OK, List.of(sids)));
    }

    private static ControlPair open(long security, int portion) {
        var pair = new ControlPair(OFFERED, portion).connect();
        if (security == 1) {
            pair.toClient(new ClientInput.ChooseOpen(Modes.INDIVIDUAL_SESSION_CONTROL));
            return pair;
        }
        Modes mode = new Modes(security).or(Modes.INDIVIDUAL_SESSION_CONTROL);
        pair.toClient(new ClientInput.ChooseKeyed(mode, KeyId.ofSpis(1, 2), ControlPair.passphrase()));
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        assertThat(pair.lastOfServer(ServerEffect.Established.class).mode()).isEqualTo(mode);
        return pair;
    }
}
