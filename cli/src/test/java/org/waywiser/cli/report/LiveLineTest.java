package org.waywiser.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.OneWayProgress;

class LiveLineTest {
    private final StringWriter text = new StringWriter();

    @Test
    void staysOnOneLineAndLeavesNothingBehind() {
        try (var line = new LiveLine(new PrintWriter(text), new Terminal(true, false, false))) {
            line.update(Sessions.open().measured());
            line.update(Sessions.keyed().measured());
        }

        assertThat(text.toString())
                .isEqualTo("\r\u001b[K3 sent, 3 received, 0 lost, rtt now 52.000 us, median 51.000 us"
                        + "\r\u001b[K3 sent, 2 received, 1 lost, rtt now 1.234567 ms, median 52.123 us\r\u001b[K");
    }

    @Test
    void tellsOfOneWaySessionsWhatIsKnownHere() {
        var to = new OneWayProgress(Direction.TO_SERVER, 7, 0, 0, 0, 0);
        var none = new OneWayProgress(Direction.FROM_SERVER, 0, 0, 0, 0, 0);
        var from = new OneWayProgress(Direction.FROM_SERVER, 0, 5, 1, 52_000, 51_000);
        var line = new LiveLine(new PrintWriter(text), new Terminal(true, false, false));
        line.update(List.of());
        line.update(List.of(to, none));
        line.update(List.of(to, from, to, from));

        assertThat(text.toString())
                .isEqualTo("\r\u001b[Kto: 7 sent; from: 0 received, 0 lost"
                        + "\r\u001b[Kto: 7 sent; from: 5 received, 1 lost, delay now 52.000 us, median 51.000 us");
    }

    @Test
    void isSilentWhereNoOneWatches() {
        try (var line = new LiveLine(new PrintWriter(text), Terminal.NONE)) {
            line.update(Sessions.open().measured());
            assertThat(line.watched()).isFalse();
        }

        assertThat(text.toString()).isEmpty();
    }

    @Test
    void paintsLossRedUnlessColourIsUnwanted() {
        new LiveLine(new PrintWriter(text), new Terminal(true, true, false))
                .update(Sessions.keyed().measured());

        assertThat(text.toString()).contains("\u001b[31m1 lost\u001b[0m");
    }
}
