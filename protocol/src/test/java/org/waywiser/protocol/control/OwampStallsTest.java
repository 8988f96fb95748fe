package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** Clients of an OWAMP Server that do not go on. */
@Rfc(value = 4656, section = "3")
class OwampStallsTest {
    private static final RequestSession REQUEST = new RequestSession(
            4,
            false,
            true,
            100,
            20_001,
            20_002,
            Octets.zeros(16),
            Octets.zeros(16),
            Sid.NONE,
            0,
            5L << 32,
            2L << 32,
            TypeP.ofDscp(0),
            List.of(new Slot(Slot.FIXED, 1L << 30)));

    private final ControlPair pair = open();

    private static ControlPair open() {
        var pair = ControlPair.owamp(ControlPair.ALL, 4096).connect();
        pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));
        return pair;
    }

    @Test
    void dropsAClientThatStallsInASchedule() {
        headerOnly();
        tickAfter(Duration.ofMinutes(15).minusNanos(1));
        assertThat(pair.serverClosed()).isNull();
        tickAfter(Duration.ofNanos(1));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SERVWAIT);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void saysThatAMeasurementIsOverInTheMiddleOfARequest() {
        pair.toClient(new ClientInput.OneWay.Request(REQUEST));
        pair.configure(20_002);
        pair.toClient(new ClientInput.Start());
        headerOnly();
        assertThat(pair.server.deadline()).isEmpty();
        pair.toServer(new ServerInput.OneWay.Ended(Accept.TEMPORARY_LIMIT, List.of()));

        assertThat(pair.lastOfClient(ClientEffect.OneWay.Ended.class))
                .isEqualTo(new ClientEffect.OneWay.Ended(Accept.TEMPORARY_LIMIT, List.of()));
        tickAfter(Duration.ofMinutes(15));
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SERVWAIT);
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void dropsAClientThatTakesNothingOfWhatItFetches() {
        pair.toClient(new ClientInput.OneWay.Fetch(FetchSession.complete(Sid.NONE)));
        pair.toServer(new ServerInput.OneWay.SessionFound(new FetchAck(Accept.OK, 1, 100, 0, 100), REQUEST, List.of()));
        for (int i = 0; i < 3; i++) {
            pair.time.advance(Duration.ofMinutes(10));
            pair.toServer(new ServerInput.OneWay.RecordsRead(Octets.zeros(400), false));
        }
        tickAfter(Duration.ofMinutes(14));
        assertThat(pair.serverClosed()).as("it takes its time").isNull();
        tickAfter(Duration.ofMinutes(1));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SERVWAIT);
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void refusesARangeThatRunsBackwards() {
        pair.toClient(new ClientInput.OneWay.Fetch(new FetchSession(8, 7, Sid.NONE)));
        assertThat(pair.lastOfClient(ClientEffect.OneWay.FetchRefused.class).accept())
                .isEqualTo(Accept.NOT_SUPPORTED);
    }

    private void headerOnly() {
        pair.toServer(new ServerInput.Received(Octets.of(REQUEST.header()).concat(Octets.zeros(16))));
    }

    private void tickAfter(Duration time) {
        pair.time.advance(time);
        pair.toServer(new ServerInput.Tick());
    }
}
