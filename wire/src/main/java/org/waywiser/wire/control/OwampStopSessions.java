package org.waywiser.wire.control;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Stops all sessions of an OWAMP-Control connection and tells what was really sent; from either side. RFC 4656 §3.8.
 *
 * @param descriptions one for each send session of the side that sends the message
 */
public record OwampStopSessions(Accept accept, List<Description> descriptions) implements ControlMessage {
    /** Octets before the first description. */
    public static final int HEADER_LENGTH = 16;

    public OwampStopSessions {
        descriptions = List.copyOf(descriptions);
    }

    /**
     * Octets of the body, as far as its start tells: more than are given while it goes on.
     *
     * @param start nothing at first, then as many octets as this wanted
     * @param mostSessions descriptions that it may have
     * @param mostRanges skip ranges that each of them may have; all that fits must be less than 2 GiB
     * @throws MalformedMessage if it has more
     */
    public static int bodyLength(byte[] start, int mostSessions, int mostRanges) throws MalformedMessage {
        if (start.length < HEADER_LENGTH) return HEADER_LENGTH;
        var in = WireReader.of(start);
        in.skip(4);
        long sessions = limited("session descriptions", in.u32(), mostSessions);
        in.skip(8);
        int length = HEADER_LENGTH;
        for (long i = 0; i < sessions; i++) {
            if (in.remaining() < Description.SHORTEST) return length + Description.SHORTEST;
            in.skip(20);
            int ranges = (int) limited("skip ranges", in.u32(), mostRanges);
            int rest = SkipRange.LENGTH * ranges + Description.padding(ranges);
            length += Description.HEADER_LENGTH + rest;
            if (in.remaining() < rest) return length;
            in.skip(rest);
        }
        return length;
    }

    private static long limited(String what, long count, int most) throws MalformedMessage {
        if (count > most) throw new MalformedMessage(count + " " + what);
        return count;
    }

    public static OwampStopSessions read(WireReader in) throws MalformedMessage {
        CommandNumber.STOP_SESSIONS.expect(in);
        var accept = new Accept(in.u8());
        in.skip(2); // MBZ
        long count = in.u32();
        in.skip(8); // MBZ
        Shape.fits("session descriptions", count, Description.SHORTEST, in);
        var descriptions = new ArrayList<Description>();
        for (long i = 0; i < count; i++) descriptions.add(Description.read(in));
        return new OwampStopSessions(accept, descriptions);
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.STOP_SESSIONS.number()).u8(accept.code()).zeros(2);
        out.u32(descriptions.size()).zeros(8);
        descriptions.forEach(description -> description.write(out));
    }

    /**
     * What one send session sent.
     *
     * @param nextSequenceNumber the one that would have come next
     * @param skipped ranges never sent; a reader keeps their order, {@link SkipRange#inOrder} judges it
     */
    public record Description(Sid sid, long nextSequenceNumber, List<SkipRange> skipped) {
        /** Octets before the skip ranges. */
        public static final int HEADER_LENGTH = 24;

        static final int SHORTEST = 32;

        public Description {
            Shape.u32("Next Seqno", nextSequenceNumber);
            skipped = List.copyOf(skipped);
        }

        static Description read(WireReader in) throws MalformedMessage {
            var sid = Sid.read(in);
            long next = in.u32();
            long count = in.u32();
            var skipped = SkipRange.read(in, count);
            in.skip(padding(skipped.size()));
            return new Description(sid, next, skipped);
        }

        void write(WireWriter out) {
            out.octets(sid.octets()).u32(nextSequenceNumber).u32(skipped.size());
            skipped.forEach(range -> range.write(out));
            out.zeros(padding(skipped.size()));
        }

        /** Zeros that complete the last block, so that the next description starts on one. */
        private static int padding(int ranges) {
            return -(HEADER_LENGTH + SkipRange.LENGTH * ranges) & BLOCK - 1;
        }
    }
}
