package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** Rules of OWAMP-Control that an honest peer has no occasion for. */
@Rfc(value = 4656, section = "3")
class OwampControlRulesTest {
    private final ControlPair pair = ControlPair.owamp(ControlPair.ALL, 4096).connect();

    @Test
    @Rfc(value = 4656, section = "3.1")
    void theServerIgnoresBitsOfModeThatOwampDoesNotHave() {
        // All but those of security and that of RFC 7718.
        var response = SetUpResponse.withoutKeys(new Modes(0xffff_ffe9L));
        pair.toServer(new ServerInput.Received(Octets.of(response.toByteArray())));

        assertThat(pair.lastOfServer(ServerEffect.Established.class).mode()).isEqualTo(Modes.UNAUTHENTICATED);
    }

    @Test
    @Rfc(value = 4656, section = "3.4")
    void sessionsThatThereAreNoneOfAreStartedAndStopped() {
        open();
        start();
        pair.toServer(new ServerInput.OneWay.Ended(Accept.OK, List.of()));
        assertThat(pair.lastOfClient(ClientEffect.OneWay.Ended.class).sent()).isEmpty();
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, List.of()));
        assertThat(pair.serverClosed()).isNull();

        assertThat(accept(true)).as("it is the client's turn again").isNotNull();
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void theClientClosesOnASidThatTwoSessionsHave() {
        open();
        Sid sid = accept(true);
        request(true);
        pair.toServer(new ServerInput.SessionConfigured(sid, 20_004));

        assertThat(pair.clientClosed()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void theSidOfARequestMeansNothingWhereTheServerReceives() {
        open();
        Sid theirs = accept(false);
        Sid ours = accept(true);

        assertThat(ours).isNotEqualTo(theirs);
        assertThat(pair.lastOfServer(ServerEffect.Send.class).octets().slice(4, 20))
                .isEqualTo(ours.octets());
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void nothingCountsOnceStopSessionsDoesNotAccountForTheSessions() {
        open();
        Sid sid = accept(true);
        start();
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, List.of(new Description(OTHER, 1, List.of()))));

        assertThat(pair.lastOfServer(ServerEffect.OneWay.Invalidate.class).sessions())
                .containsExactly(sid);
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.WRONG_SESSION_COUNT);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void stopSessionsMayHaveAllTheSkipRangesThatOurSendersHave() {
        open();
        var sent = List.of(gaps(accept(true), OneWaySender.MOST_RANGES), gaps(accept(true), OneWaySender.MOST_RANGES));
        start();
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, sent));

        assertThat(pair.serverClosed()).isNull();
        assertThat(pair.lastOfServer(ServerEffect.OneWay.End.class).sent()).isEqualTo(sent);
    }

    @Test
    @Rfc(value = 4656, section = "6.5")
    void theServerClosesOnASessionWithMoreSkipRangesThanItReads() {
        open();
        var sent = List.of(gaps(accept(true), OneWaySender.MOST_RANGES + 1), gaps(accept(true), 0));
        start();
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, sent));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void theClientClosesOnSkipRangesThatOverlap() {
        open();
        pair.toClient(new ClientInput.OneWay.Fetch(FetchSession.complete(OTHER)));
        var overlapping = List.of(new SkipRange(1, 4), new SkipRange(4, 6));
        pair.toServer(
                new ServerInput.OneWay.SessionFound(new FetchAck(Accept.OK, 1, 10, 2, 0), wanted(true), overlapping));

        assertThat(pair.clientClosed()).isEqualTo(CloseReason.MALFORMED);
    }

    private static final Sid OTHER = new Sid(Octets.hex("7f000001000000000000000000000001"));

    private static Description gaps(Sid sid, int count) {
        var skipped = IntStream.range(0, count)
                .mapToObj(i -> new SkipRange(2L * i, 2L * i))
                .toList();
        return new Description(sid, 2L * count, skipped);
    }

    private void open() {
        pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));
    }

    private void start() {
        pair.toClient(new ClientInput.Start());
        pair.lastOfClient(ClientEffect.Started.class);
    }

    /** Whether the Server receives, else it sends. */
    private static RequestSession wanted(boolean toServer) {
        return new RequestSession(
                4,
                !toServer,
                toServer,
                10,
                20_001,
                20_002,
                Octets.zeros(16),
                Octets.zeros(16),
                OTHER,
                0,
                5L << 32,
                2L << 32,
                TypeP.ofDscp(0),
                List.of(new Slot(Slot.FIXED, 1L << 30)));
    }

    private void request(boolean toServer) {
        pair.toClient(new ClientInput.OneWay.Request(wanted(toServer)));
    }

    private Sid accept(boolean toServer) {
        request(toServer);
        if (toServer) pair.configure(20_003);
        else pair.toServer(new ServerInput.SessionConfigured(OTHER, 20_003));
        return pair.lastOfClient(ClientEffect.SessionAccepted.class).sid();
    }
}
