package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.math.BigDecimal;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.SessionFileSink;
import org.waywiser.wire.session.SessionHeader;
import org.waywiser.wire.session.TwoWayRecord;

/** The packets of a session file, a line each, as {@code -R} of perfSONAR's programs prints them. */
final class RecordLines implements SessionFileSink {
    /** What C's {@code %g} shows. */
    private static final int DIGITS = 6;

    private static final BigDecimal UNITS_PER_SECOND = BigDecimal.valueOf(1L << 32);

    private final PrintWriter out;

    RecordLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void header(SessionHeader header) {}

    @Override
    public void skipped(SkipRange range) {}

    @Override
    public void record(FetchedRecord packet) {
        write(packet);
        out.print('\n');
    }

    @Override
    public void record(TwoWayRecord packet) {
        write(packet.sent());
        out.print(' ');
        write(packet.reflected());
        out.print('\n');
    }

    /** Number, time of sending, of arrival, and TTL: times as NTP timestamps in decimal, each with S and its error in seconds. */
    private void write(FetchedRecord packet) {
        out.print(packet.sequenceNumber());
        time(packet.sendNtp(), packet.sendError());
        time(packet.receiveNtp(), packet.receiveError());
        out.print(' ');
        out.print(packet.ttl());
    }

    private void time(long ntp, ErrorEstimate error) {
        String digits = Long.toUnsignedString(ntp);
        out.print(' ');
        out.print("0".repeat(20 - digits.length()));
        out.print(digits);
        out.print(error.clockSynchronized() ? " 1 " : " 0 ");
        out.print(seconds(error));
    }

    /** What does not fit 64 bits is cut off there, as in perfSONAR. */
    static String seconds(ErrorEstimate error) {
        long units = (long) error.multiplier() << error.scale();
        return CNumbers.general(new BigDecimal(Long.toUnsignedString(units)).divide(UNITS_PER_SECOND), DIGITS);
    }
}
