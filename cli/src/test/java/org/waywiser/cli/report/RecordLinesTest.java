package org.waywiser.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.session.TwoWayRecord;

class RecordLinesTest {
    private static final ErrorEstimate SYNCHRONISED = new ErrorEstimate(true, false, 5, 7);
    private static final ErrorEstimate NOT = new ErrorEstimate(false, false, 32, 3);

    /** As {@code printf("%g")} shows them. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 1, 2.32831e-10",
        "22, 1, 0.000976562",
        "18, 1, 6.10352e-05",
        "5, 7, 5.21541e-08",
        "32, 3, 3",
        "32, 255, 255",
        "48, 15, 983040",
        "48, 16, 1.04858e+06",
        "63, 1, 2.14748e+09",
        "63, 2, 0"
    })
    void printsErrorsAsPerfsonarDoes(int scale, int multiplier, String text) {
        assertThat(RecordLines.seconds(new ErrorEstimate(false, false, scale, multiplier)))
                .isEqualTo(text);
    }

    @Test
    void hasALineForEachPacketOneWayAndTwoWay() {
        var text = new StringWriter();
        var lines = new RecordLines(new PrintWriter(text));
        var there = new FetchedRecord(4294967295L, SYNCHRONISED, NOT, -1, 1, 254);
        lines.record(there);
        lines.record(FetchedRecord.lost(5, 1L << 32, NOT));
        lines.record(new TwoWayRecord(there, new FetchedRecord(7, NOT, NOT, 2, 3, 255)));

        String packet = "4294967295 18446744073709551615 1 5.21541e-08 00000000000000000001 0 3 254";
        assertThat(text.toString().lines())
                .containsExactly(
                        packet,
                        "5 00000000004294967296 0 2.14748e+09 00000000000000000000 0 3 255",
                        packet + " 7 00000000000000000002 0 3 00000000000000000003 0 3 255");
    }
}
