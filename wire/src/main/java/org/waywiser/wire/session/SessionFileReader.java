package org.waywiser.wire.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;

/**
 * Reads a session file of any length, piece by piece. No count in it is believed before the octets are there, and it
 * never holds more than the header.
 *
 * <p>Of a session that did not finish normally, and of every two-way one, records go on to the end of the file; one
 * that was not written completely does not count.
 */
public final class SessionFileReader {
    private enum Part {
        START,
        HEADER,
        RANGES,
        RECORDS,
        NOTHING
    }

    private final SessionFileSink sink;
    private @Nullable SessionHeader header;
    private Part part = Part.START;
    private byte[] unit = new byte[SessionHeader.SHORTEST];
    private int filled;

    /** Ranges or records still to come in this part. */
    private long left;

    private long records;
    private long lastSkipped = -1;

    public SessionFileReader(SessionFileSink sink) {
        this.sink = sink;
    }

    /** Takes in the next octets of the file. */
    public void feed(byte[] octets, int from, int length) throws MalformedMessage {
        int at = from;
        int end = from + length;
        while (at < end) {
            if (part == Part.NOTHING) throw new MalformedMessage("octets after the last of " + records + " records");
            int taken = Math.min(end - at, unit.length - filled);
            System.arraycopy(octets, at, unit, filled, taken);
            filled += taken;
            at += taken;
            if (filled == unit.length) complete();
        }
    }

    /**
     * The file ends here.
     *
     * @return octets of a record that was not written completely
     */
    public int end() throws MalformedMessage {
        if (header == null) throw new MalformedMessage("ends within its header");
        boolean torn = filled != 0;
        if (header.finished() == Finished.NORMAL) {
            boolean missing = part != Part.NOTHING && (header.counted() || part == Part.RANGES || torn);
            if (missing) throw new MalformedMessage("ends after " + records + " records, where more are promised");
        }
        return filled;
    }

    private void complete() throws MalformedMessage {
        filled = 0;
        switch (part) {
            case START -> {
                int length = SessionHeader.lengthOf(unit);
                part = Part.HEADER;
                if (length == unit.length) complete();
                else {
                    filled = unit.length;
                    unit = Arrays.copyOf(unit, length);
                }
            }
            case HEADER -> {
                header = SessionHeader.read(unit);
                sink.header(header);
                if (header.rangesFirst()) ranges();
                else records();
            }
            case RANGES -> {
                range(SkipRange.read(WireReader.of(unit)));
                if (--left == 0) afterRanges();
            }
            case RECORDS -> {
                packet(WireReader.of(unit));
                if (--left == 0) afterRecords();
            }
            case NOTHING -> throw new IllegalStateException("nothing left to read");
        }
    }

    private SessionHeader known() {
        if (header == null) throw new IllegalStateException("no header yet");
        return header;
    }

    private void ranges() {
        part = Part.RANGES;
        unit = new byte[SkipRange.LENGTH];
        left = known().skipRanges();
        if (left == 0) part = Part.NOTHING;
    }

    private void records() {
        part = Part.RECORDS;
        var known = known();
        unit = new byte[known.recordLength()];
        boolean rangesFollow = known.skipRanges() != 0 && !known.rangesFirst();
        if (known.counted()) left = known.records();
        else left = rangesFollow ? (known.skipRangesAt() - known.recordsAt()) / unit.length : Long.MAX_VALUE;
        if (left == 0) afterRecords();
    }

    private void afterRanges() {
        if (known().rangesFirst()) records();
        else part = Part.NOTHING;
    }

    private void afterRecords() {
        if (known().rangesFirst()) part = Part.NOTHING;
        else ranges();
    }

    private void range(SkipRange range) throws MalformedMessage {
        // RFC 4656 §3.9: out of order, the session data are invalid.
        if (range.first() <= lastSkipped || range.last() < range.first())
            throw new MalformedMessage("skip ranges are not in order");
        lastSkipped = range.last();
        sink.skipped(range);
    }

    private void packet(WireReader in) throws MalformedMessage {
        records++;
        if (known().twoWay()) {
            var packet = TwoWayRecord.read(in);
            check(packet.sent());
            check(packet.reflected());
            sink.record(packet);
        } else {
            var packet = FetchedRecord.read(in);
            check(packet);
            long packets = known().request().packets();
            if (packet.sequenceNumber() >= packets)
                throw new MalformedMessage("record " + records + " is of packet " + packet.sequenceNumber()
                        + " in a session of " + packets);
            sink.record(packet);
        }
    }

    private void check(FetchedRecord packet) throws MalformedMessage {
        if (packet.sendError().multiplier() == 0 || packet.receiveError().multiplier() == 0)
            throw new MalformedMessage("record " + records + " has an Error Estimate without Multiplier");
    }
}
