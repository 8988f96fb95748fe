package org.waywiser.cli.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void theEnvironmentDecidesWhatTheTerminalShows() {
        assertThat(Terminal.of(true, Map.of("TERM", "xterm"), US_ASCII)).isEqualTo(new Terminal(true, true, false));
        assertThat(Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1"), US_ASCII))
                .isEqualTo(new Terminal(true, false, false));
        assertThat(Terminal.of(true, Map.of("NO_COLOR", ""), US_ASCII)).isEqualTo(new Terminal(true, true, false));
        assertThat(Terminal.of(true, Map.of("TERM", "dumb"), UTF_8)).isEqualTo(Terminal.NONE);
        assertThat(Terminal.of(false, Map.of("TERM", "xterm"), US_ASCII)).isEqualTo(Terminal.NONE);
    }

    @Test
    void blocksAreForTerminalsWhoseCharactersHaveThem() {
        assertThat(Terminal.of(true, Map.of(), UTF_8).blocks()).isTrue();
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "1"), UTF_8).blocks()).isTrue();
        assertThat(Terminal.of(true, Map.of(), US_ASCII).blocks()).isFalse();
        assertThat(Terminal.of(false, Map.of(), UTF_8).blocks()).isFalse();
    }

    @Test
    void barsShowWhateverIsAboveZero() {
        var blocks = Terminal.of(true, Map.of(), UTF_8);

        assertThat(blocks.bar(0)).isEmpty();
        assertThat(blocks.bar(0.01)).isEqualTo("▏");
        assertThat(blocks.bar(2.5)).isEqualTo("██▌");
        assertThat(blocks.bar(3)).isEqualTo("███");
        assertThat(Terminal.NONE.bar(0)).isEmpty();
        assertThat(Terminal.NONE.bar(0.01)).isEqualTo("#");
        assertThat(Terminal.NONE.bar(3)).isEqualTo("###");
    }

    @Test
    void aReportFitsEightyColumnsWithEitherKindOfBar() {
        for (var terminal : new Terminal[] {Terminal.NONE, Terminal.of(true, Map.of(), UTF_8)}) {
            var text = new StringWriter();
            new TextReport(new PrintWriter(text), terminal).write(Sessions.open());

            assertThat(text.toString()).contains(terminal.bar(40) + " 1");
            assertThat(text.toString().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        }
    }
}
