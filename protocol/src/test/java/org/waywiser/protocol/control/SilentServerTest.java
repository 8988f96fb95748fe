package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** Servers that say nothing more when a measurement is over: what was measured is not held back for long. */
class SilentServerTest {
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

    @Test
    @Rfc(value = 4656, section = "3.8")
    void theClientWaitsFiveSecondsForStopSessions() {
        var pair = ControlPair.owamp(ControlPair.ALL, 4096).connect();
        pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));
        pair.toClient(new ClientInput.OneWay.Request(REQUEST));
        Sid sid = pair.configure(20_002);
        pair.toClient(new ClientInput.Start());
        assertThat(pair.client.deadline()).as("a measurement may take any time").isEmpty();
        pair.toClient(new ClientInput.OneWay.End(Accept.OK, List.of(new Description(sid, 100, List.of()))));

        assertWaitsFiveSeconds(pair);
    }

    @Test
    @Rfc(value = 5938, section = "3")
    void theClientWaitsFiveSecondsForStopNAck() {
        var pair = new ControlPair(ControlPair.ALL.or(Modes.INDIVIDUAL_SESSION_CONTROL), 4096).connect();
        pair.toClient(new ClientInput.ChooseOpen(Modes.INDIVIDUAL_SESSION_CONTROL));
        pair.toClient(new ClientInput.Request(ControlPair.request()));
        Sid sid = pair.configure(20_002);
        pair.toClient(new ClientInput.Individual.Start(List.of(sid)));
        // Not to the Server, which would answer.
        pair.client.on(new ClientInput.Individual.Stop(List.of(sid)), pair.time.now());

        assertWaitsFiveSeconds(pair);
    }

    private static void assertWaitsFiveSeconds(ControlPair pair) {
        pair.time.advance(Duration.ofSeconds(5).minusNanos(1));
        pair.toClient(new ClientInput.Tick());
        assertThat(pair.clientClosed()).isNull();
        pair.time.advance(Duration.ofNanos(1));
        pair.toClient(new ClientInput.Tick());
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.REPLY_TIMEOUT);
    }
}
