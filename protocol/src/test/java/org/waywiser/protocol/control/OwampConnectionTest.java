package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.TypeP;

@Rfc(value = 4656, section = "3")
class OwampConnectionTest {
    private static final Sid OURS = new Sid(Octets.hex("7f000001000000000000000000000001"));
    private static final List<Slot> SLOTS = List.of(new Slot(Slot.EXPONENTIAL, 1L << 30), new Slot(Slot.FIXED, 0));

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4096", "2, 7", "4, 1", "4, 4096"})
    void measuresBothWaysAndFetchesWhateverThePortionsOfTheStream(long mode, int portion) {
        var pair = open(mode, portion);
        Sid to = accept(pair, request(false, true, Sid.NONE), 20_002);
        accept(pair, request(true, false, OURS), 20_003);
        assertThat(pair.lastOfClient(ClientEffect.SessionAccepted.class).sid()).isEqualTo(OURS);
        start(pair);

        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of(sent(OURS, 100))));
        assertThat(pair.lastOfClient(ClientEffect.OneWay.Ended.class))
                .isEqualTo(new ClientEffect.OneWay.Ended(Accept.OK, List.of(sent(OURS, 100))));
        var skipped = new Description(to, 90, List.of(new SkipRange(0, 9), new SkipRange(20, 20)));
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, List.of(skipped)));
        assertThat(pair.lastOfServer(ServerEffect.OneWay.End.class))
                .isEqualTo(new ServerEffect.OneWay.End(Accept.OK, List.of(skipped)));

        fetch(pair, to, 0);
        fetch(pair, to, 1);
        fetch(pair, to, 1_000);
        assertThat(pair.serverClosed()).isNull();
        assertThat(pair.clientClosed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    @Rfc(value = 4656, section = "3.5")
    void carriesScheduleAndRequestUnchanged(long mode) {
        var pair = open(mode, 5);
        pair.toClient(new ClientInput.OneWay.Request(request(false, true, Sid.NONE)));

        assertThat(pair.lastOfServer(ServerEffect.OneWay.Configure.class).request())
                .isEqualTo(request(false, true, Sid.NONE));
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void refusesASessionAndGoesOn() {
        var pair = open(1, 4096);
        pair.toClient(new ClientInput.OneWay.Request(request(false, true, Sid.NONE)));
        pair.toServer(new ServerInput.SessionRefused(Accept.TEMPORARY_LIMIT));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.TEMPORARY_LIMIT);
        accept(pair, request(false, true, Sid.NONE), 20_002);
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void answersEachRequestThatCannotBeMetWithItsReason() {
        var neither = refused(request(false, false, Sid.NONE));
        assertThat(neither).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(with(List.of(), 10))).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(with(SLOTS, 0))).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(with(List.of(new Slot(2, 5)), 10))).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(request(false, true, Sid.NONE, 65_494, SLOTS, 10))).isEqualTo(Accept.NOT_SUPPORTED);
    }

    @Test
    @Rfc(value = 7718, section = "3.2")
    void namesKeysOfIkeByABitOfItsOwn() {
        var pair =
                ControlPair.owamp(ControlPair.ALL.or(Modes.IKEV2_DERIVED), 4096).connect();
        Octets greeting = pair.lastOfServer(ServerEffect.Send.class).octets();
        assertThat(greeting.slice(12, 16)).isEqualTo(Octets.hex("00000017"));
        assertThat(pair.lastOfClient(ClientEffect.Greeted.class).offered())
                .isEqualTo(ControlPair.ALL.or(Modes.IKEV2_DERIVED));

        var mode = Modes.ENCRYPTED.or(Modes.IKEV2_DERIVED);
        pair.toClient(new ClientInput.ChooseKeyed(mode, KeyId.ofSpis(1, 2), ControlPair.passphrase()));
        Octets response = pair.lastOfClient(ClientEffect.Send.class).octets();
        assertThat(response.slice(0, 4)).isEqualTo(Octets.hex("00000014"));
        assertThat(pair.lastOfServer(ServerEffect.FindSecret.class).name()).isEqualTo(new SecretName.IkeSa(1, 2));
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        assertThat(pair.lastOfClient(ClientEffect.Established.class).mode()).isEqualTo(mode);
    }

    @Test
    @Rfc(value = 7718, section = "3.2")
    void doesNotTakeTheBitOfTwampForItsOwn() {
        var pair =
                ControlPair.owamp(ControlPair.ALL.or(Modes.IKEV2_DERIVED), 4096).connect();
        var response = SetUpResponse.withoutKeys(new Modes(0x84));
        pair.toServer(new ServerInput.Received(Octets.of(response.toByteArray())));

        assertThat(pair.lastOfServer(ServerEffect.FindSecret.class).name()).isInstanceOf(SecretName.Passphrase.class);
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void judgesTypePOnlyWhereItHasToSend() {
        var phb = new TypeP(0x4000_0000L);
        assertThat(refused(ofType(phb, true))).isEqualTo(Accept.NOT_SUPPORTED);

        var pair = open(1, 4096);
        pair.toClient(new ClientInput.OneWay.Request(ofType(phb, false)));
        assertThat(pair.lastOfServer(ServerEffect.OneWay.Configure.class)
                        .request()
                        .typeP())
                .isEqualTo(phb);
    }

    private static RequestSession ofType(TypeP typeP, boolean confSender) {
        return new RequestSession(
                4,
                confSender,
                !confSender,
                10,
                20_001,
                20_002,
                Octets.zeros(16),
                Octets.zeros(16),
                OURS,
                0,
                5L << 32,
                2L << 32,
                typeP,
                SLOTS);
    }

    @Test
    void answersAScheduleThatIsTooLongBeforeItIsRead() {
        var pair = open(1, 4096);
        var tooMany = Collections.nCopies(OneWayRules.MOST_SLOTS + 1, SLOTS.getFirst());
        pair.toClient(new ClientInput.OneWay.Request(with(tooMany, 10)));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.PERMANENT_LIMIT);
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.LONG_SCHEDULE);
    }

    @Test
    void doesNotSendTwoSessionsWithOneSid() {
        var pair = open(1, 4096);
        accept(pair, request(true, false, OURS), 20_003);
        pair.toClient(new ClientInput.OneWay.Request(request(true, false, OURS)));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.FAILURE);
    }

    @Test
    @Rfc(value = 4656, section = "3.4")
    void refusesEverythingButStopSessionsWhileMeasuring() {
        var pair = measuring();
        write(
                pair,
                request(false, true, Sid.NONE).header(),
                request(false, true, Sid.NONE).schedule());
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).what()).isEqualTo("Request-Session");
        write(pair, new StartSessions().toByteArray());
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).what()).isEqualTo("Start-Sessions while measuring");
        write(pair, FetchSession.complete(OURS).toByteArray());
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).what()).isEqualTo("Fetch-Session");
        assertThat(pair.serverClosed()).isNull();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void theServerStopsItsSendersWhenTheClientStops() {
        var pair = open(1, 4096);
        accept(pair, request(true, false, OURS), 20_003);
        start(pair);
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, List.of()));

        assertThat(pair.lastOfServer(ServerEffect.OneWay.End.class).sent()).isEmpty();
        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of(sent(OURS, 3))));
        assertThat(pair.lastOfClient(ClientEffect.OneWay.Ended.class).sent()).containsExactly(sent(OURS, 3));
        accept(pair, request(true, false, OURS), 20_003);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void closesWhenTheClientDoesNotAccountForExactlyItsSendSessions() {
        var none = measuring();
        none.toClient(new ClientInput.OneWay.End(Accept.OK, List.of()));
        assertThat(none.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);

        var other = measuring();
        other.toClient(new ClientInput.OneWay.End(Accept.OK, List.of(sent(OURS, 1))));
        assertThat(other.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);

        var disorder = measuring();
        Sid sid = disorder.lastOfClient(ClientEffect.SessionAccepted.class).sid();
        var ranges = List.of(new SkipRange(5, 6), new SkipRange(6, 7));
        disorder.toClient(new ClientInput.OneWay.End(Accept.OK, List.of(new Description(sid, 9, ranges))));
        assertThat(disorder.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void closesWhenTheServerDoesNotAccountForExactlyItsSendSessions() {
        var pair = open(1, 4096);
        accept(pair, request(true, false, OURS), 20_003);
        start(pair);
        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of()));

        assertThat(pair.clientClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);
    }

    @Test
    void doesNotReadMoreSessionsThanRun() {
        var pair = measuring();
        var out = new WireWriter().u8(3).zeros(3).u32(0xffff_ffffL).zeros(8).zeros(16);
        pair.toServer(new ServerInput.Received(out.toOctets()));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void leavesItsSessionsToThemselvesWhenTheConnectionBreaks() {
        var pair = measuring();
        Sid sid = pair.lastOfClient(ClientEffect.SessionAccepted.class).sid();
        pair.toServer(new ServerInput.PeerClosed());

        assertThat(pair.lastOfServer(ServerEffect.OneWay.Leave.class).sessions())
                .containsExactly(sid);
    }

    @Test
    void waitsForTheClientsStopNoLongerThanServwait() {
        var pair = measuring();
        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of()));
        assertThat(pair.server.deadline()).isPresent();
        pair.time.advance(Duration.ofMinutes(15));
        pair.toServer(new ServerInput.Tick());

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SERVWAIT);
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void saysWhenASessionIsNotToBeHad() {
        var pair = open(2, 4096);
        pair.toClient(new ClientInput.OneWay.Fetch(FetchSession.complete(OURS)));
        assertThat(pair.lastOfServer(ServerEffect.OneWay.FindSession.class).wanted())
                .isEqualTo(FetchSession.complete(OURS));
        pair.toServer(new ServerInput.OneWay.SessionNotFound(Accept.FAILURE));

        assertThat(pair.lastOfClient(ClientEffect.OneWay.FetchRefused.class).accept())
                .isEqualTo(Accept.FAILURE);
        fetch(pair, OURS, 17);
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void doesNotBelieveRecordsThatWereChangedOnTheWay() {
        var pair = open(2, 4096);
        pair.client.on(new ClientInput.OneWay.Fetch(FetchSession.complete(OURS)), 0);
        byte[] garbage = new byte[32];
        var effects = pair.client.on(new ClientInput.Received(Octets.of(garbage)), 0);

        assertThat(effects).containsExactly(new ClientEffect.Close(CloseReason.WRONG_HMAC, null));
    }

    @Test
    void refusesAnAnswerThatPromisesTooMuch() {
        var pair = open(1, 4096);
        pair.client.on(new ClientInput.OneWay.Fetch(FetchSession.complete(OURS)), 0);
        var ack = new FetchAck(Accept.OK, 1, 10, 0xffff_ffffL, 10);
        var effects = pair.client.on(
                new ClientInput.Received(Octets.of(ack.toByteArray()).concat(Octets.zeros(16))), 0);

        assertThat(effects).containsExactly(new ClientEffect.Close(CloseReason.MALFORMED, null));
    }

    private static ControlPair open(long mode, int portion) {
        var pair = ControlPair.owamp(ControlPair.ALL, portion).connect();
        if (mode == 1) {
            pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));
        } else {
            pair.toClient(
                    new ClientInput.ChooseKeyed(new Modes(mode), KeyId.ofText("alice"), ControlPair.passphrase()));
            pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        }
        assertThat(pair.lastOfClient(ClientEffect.Established.class).mode()).isEqualTo(new Modes(mode));
        return pair;
    }

    private static ControlPair measuring() {
        var pair = open(1, 4096);
        accept(pair, request(false, true, Sid.NONE), 20_002);
        start(pair);
        return pair;
    }

    private static Sid accept(ControlPair pair, RequestSession request, int port) {
        pair.toClient(new ClientInput.OneWay.Request(request));
        var configure = pair.lastOfServer(ServerEffect.OneWay.Configure.class);
        if (!configure.request().confReceiver()) {
            pair.toServer(new ServerInput.SessionConfigured(configure.request().sid(), port));
        } else {
            pair.configure(port);
        }
        assertThat(pair.lastOfClient(ClientEffect.SessionAccepted.class).port()).isEqualTo(port);
        return pair.lastOfClient(ClientEffect.SessionAccepted.class).sid();
    }

    private static void start(ControlPair pair) {
        pair.toClient(new ClientInput.Start());
        pair.lastOfClient(ClientEffect.Started.class);
    }

    private static Accept refused(RequestSession request) {
        var pair = open(1, 4096);
        pair.toClient(new ClientInput.OneWay.Request(request));
        return pair.lastOfClient(ClientEffect.SessionRefused.class).accept();
    }

    private static void write(ControlPair pair, byte[]... parts) {
        for (byte[] part : parts) {
            pair.server
                    .on(new ServerInput.Received(Octets.of(part).concat(Octets.zeros(16))), 0)
                    .forEach(pair.serverEffects::add);
        }
    }

    private static void fetch(ControlPair pair, Sid sid, int count) {
        pair.toClient(new ClientInput.OneWay.Fetch(FetchSession.complete(sid)));
        var request = request(false, true, Sid.NONE);
        var skipped = List.of(new SkipRange(3, 4));
        var ack = new FetchAck(Accept.OK, 1, 100, skipped.size(), count);
        pair.toServer(new ServerInput.OneWay.SessionFound(ack, request, skipped));
        var records = records(count);
        int at = 0;
        for (; records.length() - at > 400; at += 400) {
            pair.toServer(new ServerInput.OneWay.RecordsRead(records.slice(at, at + 400), false));
        }
        int before = pair.ofClient(ClientEffect.OneWay.Fetched.class).size();
        pair.toServer(new ServerInput.OneWay.RecordsRead(records.slice(at, records.length()), true));

        assertThat(pair.lastOfClient(ClientEffect.OneWay.Fetching.class))
                .isEqualTo(new ClientEffect.OneWay.Fetching(ack, request, skipped));
        assertThat(pair.ofClient(ClientEffect.OneWay.Fetched.class)).hasSize(before + 1);
        var got = Octets.EMPTY;
        for (var part : pair.ofClient(ClientEffect.OneWay.Records.class)) got = got.concat(part.octets());
        assertThat(got).isEqualTo(records);
        pair.clientEffects.removeIf(effect -> effect instanceof ClientEffect.OneWay.Records);
    }

    private static Octets records(int count) {
        var out = new WireWriter();
        for (int i = 0; i < count; i++) {
            new FetchedRecord(i, ErrorEstimate.of(1), ErrorEstimate.of(1), 7L << 32, 8L << 32, 64).write(out);
        }
        return out.toOctets();
    }

    private static Description sent(Sid sid, long next) {
        return new Description(sid, next, List.of());
    }

    private static RequestSession with(List<Slot> slots, long packets) {
        return request(false, true, Sid.NONE, 0, slots, packets);
    }

    private static RequestSession request(boolean confSender, boolean confReceiver, Sid sid) {
        return request(confSender, confReceiver, sid, 0, SLOTS, 100);
    }

    private static RequestSession request(
            boolean confSender, boolean confReceiver, Sid sid, long padding, List<Slot> slots, long packets) {
        return new RequestSession(
                4,
                confSender,
                confReceiver,
                packets,
                20_001,
                20_002,
                Octets.zeros(16),
                Octets.zeros(16),
                sid,
                padding,
                5L << 32,
                2L << 32,
                TypeP.ofDscp(0),
                slots);
    }
}
