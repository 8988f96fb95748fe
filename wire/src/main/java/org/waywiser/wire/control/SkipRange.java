package org.waywiser.wire.control;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Sequence numbers that were never sent, both ends included. RFC 4656 §3.8.
 *
 * @param first first one skipped
 * @param last last one skipped
 */
public record SkipRange(long first, long last) {
    public static final int LENGTH = 8;

    public SkipRange {
        Shape.u32("First Seqno Skipped", first);
        Shape.u32("Last Seqno Skipped", last);
    }

    /** Whether every range runs forwards and begins after the one before it ended. RFC 4656 §3.8, §3.9. */
    public static boolean inOrder(List<SkipRange> ranges) {
        long before = -1;
        for (var range : ranges) {
            if (range.first <= before || range.last < range.first) return false;
            before = range.last;
        }
        return true;
    }

    /** As they go before the records of a Fetch-Session, with zeros that complete the last block. RFC 4656 §3.9. */
    public static byte[] block(List<SkipRange> ranges) {
        var out = new WireWriter();
        ranges.forEach(range -> range.write(out));
        return out.zeros(-out.length() & ControlMessage.BLOCK - 1).toByteArray();
    }

    public static SkipRange read(WireReader in) throws MalformedMessage {
        return new SkipRange(in.u32(), in.u32());
    }

    /** Reads {@code count} ranges, which may fill their last block incompletely. */
    public static List<SkipRange> read(WireReader in, long count) throws MalformedMessage {
        Shape.fits("skip ranges", count, LENGTH, in);
        var ranges = new ArrayList<SkipRange>();
        for (long i = 0; i < count; i++) ranges.add(read(in));
        return ranges;
    }

    public void write(WireWriter out) {
        out.u32(first).u32(last);
    }
}
