package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.StartSessions;

@Rfc(value = 4656, section = "3")
class OwampConnectionTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4096", "2, 7", "4, 1", "4, 4096"})
    void measuresBothWaysAndFetchesWhateverThePortionsOfTheStream(long mode, int portion) {
        var pair = OwampPair.open(mode, portion);
        Sid to = OwampPair.accept(pair, OwampPair.request(false, true, Sid.NONE), 20_002);
        OwampPair.accept(pair, OwampPair.request(true, false, OwampPair.OURS), 20_003);
        assertThat(pair.lastOfClient(ClientEffect.SessionAccepted.class).sid()).isEqualTo(OwampPair.OURS);
        OwampPair.start(pair);

        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of(sent(OwampPair.OURS, 100))));
        assertThat(pair.lastOfClient(ClientEffect.OneWay.Ended.class))
                .isEqualTo(new ClientEffect.OneWay.Ended(Accept.OK, List.of(sent(OwampPair.OURS, 100))));
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
    @Rfc(value = 4656, section = "3.4")
    void refusesEverythingButStopSessionsWhileMeasuring() {
        var pair = OwampPair.measuring();
        write(
                pair,
                OwampPair.request(false, true, Sid.NONE).header(),
                OwampPair.request(false, true, Sid.NONE).schedule());
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).what()).isEqualTo("Request-Session");
        write(pair, new StartSessions().toByteArray());
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).what()).isEqualTo("Start-Sessions while measuring");
        write(pair, FetchSession.complete(OwampPair.OURS).toByteArray());
        assertThat(pair.lastOfServer(ServerEffect.Refused.class).what()).isEqualTo("Fetch-Session");
        assertThat(pair.serverClosed()).isNull();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void theServerStopsItsSendersWhenTheClientStops() {
        var pair = OwampPair.open(1, 4096);
        OwampPair.accept(pair, OwampPair.request(true, false, OwampPair.OURS), 20_003);
        OwampPair.start(pair);
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, List.of()));

        assertThat(pair.lastOfServer(ServerEffect.OneWay.End.class).sent()).isEmpty();
        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of(sent(OwampPair.OURS, 3))));
        assertThat(pair.lastOfClient(ClientEffect.OneWay.Ended.class).sent()).containsExactly(sent(OwampPair.OURS, 3));
        OwampPair.accept(pair, OwampPair.request(true, false, OwampPair.OURS), 20_003);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void closesWhenTheClientDoesNotAccountForExactlyItsSendSessions() {
        var none = OwampPair.measuring();
        none.toClient(new ClientInput.OneWay.End(Accept.OK, List.of()));
        assertThat(none.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);

        var other = OwampPair.measuring();
        other.toClient(new ClientInput.OneWay.End(Accept.OK, List.of(sent(OwampPair.OURS, 1))));
        assertThat(other.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);

        var disorder = OwampPair.measuring();
        Sid sid = disorder.lastOfClient(ClientEffect.SessionAccepted.class).sid();
        var ranges = List.of(new SkipRange(5, 6), new SkipRange(6, 7));
        disorder.toClient(new ClientInput.OneWay.End(Accept.OK, List.of(new Description(sid, 9, ranges))));
        assertThat(disorder.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void closesWhenTheServerDoesNotAccountForExactlyItsSendSessions() {
        var pair = OwampPair.open(1, 4096);
        OwampPair.accept(pair, OwampPair.request(true, false, OwampPair.OURS), 20_003);
        OwampPair.start(pair);
        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of()));

        assertThat(pair.clientClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);
    }

    @Test
    void doesNotReadMoreSessionsThanRun() {
        var pair = OwampPair.measuring();
        var out = new WireWriter().u8(3).zeros(3).u32(0xffff_ffffL).zeros(8).zeros(16);
        pair.toServer(new ServerInput.Received(out.toOctets()));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void leavesItsSessionsToThemselvesWhenTheConnectionBreaks() {
        var pair = OwampPair.measuring();
        Sid sid = pair.lastOfClient(ClientEffect.SessionAccepted.class).sid();
        pair.toServer(new ServerInput.PeerClosed());

        assertThat(pair.lastOfServer(ServerEffect.OneWay.Leave.class).sessions())
                .containsExactly(sid);
    }

    @Test
    void waitsForTheClientsStopNoLongerThanServwait() {
        var pair = OwampPair.measuring();
        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of()));
        assertThat(pair.server.deadline()).isPresent();
        pair.time.advance(Duration.ofMinutes(15));
        pair.toServer(new ServerInput.Tick());

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SERVWAIT);
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void saysWhenASessionIsNotToBeHad() {
        var pair = OwampPair.open(2, 4096);
        pair.toClient(new ClientInput.OneWay.Fetch(FetchSession.complete(OwampPair.OURS)));
        assertThat(pair.lastOfServer(ServerEffect.OneWay.FindSession.class).wanted())
                .isEqualTo(FetchSession.complete(OwampPair.OURS));
        pair.toServer(new ServerInput.OneWay.SessionNotFound(Accept.FAILURE));

        assertThat(pair.lastOfClient(ClientEffect.OneWay.FetchRefused.class).accept())
                .isEqualTo(Accept.FAILURE);
        fetch(pair, OwampPair.OURS, 17);
    }

    @Test
    @Rfc(value = 4656, section = "6.10")
    void doesNotBelieveRecordsThatWereChangedOnTheWay() {
        var pair = OwampPair.open(2, 4096);
        pair.toClient(new ClientInput.OneWay.Fetch(FetchSession.complete(OwampPair.OURS)));
        var request = OwampPair.request(false, true, Sid.NONE);
        pair.toServer(new ServerInput.OneWay.SessionFound(new FetchAck(Accept.OK, 1, 16, 0, 16), request, List.of()));
        for (var effect : pair.server.on(new ServerInput.OneWay.RecordsRead(records(16), true), pair.time.now())) {
            if (effect instanceof ServerEffect.Send(Octets octets)) {
                byte[] changed = octets.toByteArray();
                changed[0] ^= 1;
                pair.toClient(new ClientInput.Received(Octets.of(changed)));
            }
        }

        assertThat(pair.ofClient(ClientEffect.OneWay.Fetching.class)).hasSize(1);
        assertThat(pair.ofClient(ClientEffect.OneWay.Fetched.class)).isEmpty();
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.WRONG_HMAC);
    }

    @Test
    @Rfc(value = 4656, section = "6.10")
    void doesNotBelieveAnAnswerToAFetchThatTheServerNeverGave() {
        var pair = OwampPair.open(2, 4096);
        pair.client.on(new ClientInput.OneWay.Fetch(FetchSession.complete(OwampPair.OURS)), 0);
        byte[] garbage = new byte[32];
        var effects = pair.client.on(new ClientInput.Received(Octets.of(garbage)), 0);

        assertThat(effects).containsExactly(new ClientEffect.Close(CloseReason.WRONG_HMAC, null));
    }

    @Test
    void refusesAnAnswerThatPromisesTooMuch() {
        var pair = OwampPair.open(1, 4096);
        pair.client.on(new ClientInput.OneWay.Fetch(FetchSession.complete(OwampPair.OURS)), 0);
        var ack = new FetchAck(Accept.OK, 1, 10, 0xffff_ffffL, 10);
        var effects = pair.client.on(
                new ClientInput.Received(Octets.of(ack.toByteArray()).concat(Octets.zeros(16))), 0);

        assertThat(effects).containsExactly(new ClientEffect.Close(CloseReason.MALFORMED, null));
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
        var request = OwampPair.request(false, true, Sid.NONE);
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
}
