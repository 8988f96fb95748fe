package org.waywiser.wire.session;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;

/**
 * What stands before the records: {@code OwA\0}, version, the numbers below, and the Request-Session of the session
 * with zeros for its HMACs.
 *
 * <p>While a session runs, records are appended and the counts stay zero; how many there are follows from the length
 * of the file. At its end {@link #head} is written over the first octets of the file.
 *
 * @param twoWay whether records are {@link TwoWayRecord}s
 * @param nextSequenceNumber the one that would have come next, zero if unknown
 * @param skipRanges how many there are
 * @param records how many there are; only of a finished one-way session
 * @param skipRangesAt offset of the first range, before or behind the records; zero if there is none
 * @param recordsAt offset of the first record
 * @param request of the session, with the ports really used; of a two-way one too, with the schedule its sender has
 */
public record SessionHeader(
        boolean twoWay,
        Finished finished,
        long nextSequenceNumber,
        long skipRanges,
        long records,
        long skipRangesAt,
        long recordsAt,
        RequestSession request) {
    /** Octets before the request: all that changes when a session ends. */
    public static final int HEAD_LENGTH = 40;

    /** As many as a file may have: a mebioctet of schedule. */
    public static final int MOST_SLOTS = 1 << 16;

    private static final long MAGIC = 0x4f774100L; // "OwA\0"
    private static final long VERSION = 3;
    private static final long TWO_WAY = 0x80;
    private static final int HMAC = 16;
    private static final int REQUEST_LENGTH = RequestSession.HEADER_LENGTH + HMAC;
    private static final int SLOT_COUNT_AT = HEAD_LENGTH + 4;

    /** Octets that tell the length of the whole. */
    static final int SHORTEST = HEAD_LENGTH + REQUEST_LENGTH + HMAC;

    /** Of a session that runs: no counts yet. */
    public static SessionHeader running(boolean twoWay, RequestSession request) {
        return new SessionHeader(
                twoWay, Finished.INCOMPLETE, 0, 0, 0, 0, length(request.slots().size()), request);
    }

    /** Of a session whose records are all there, in a file where the ranges come first. */
    public static SessionHeader complete(
            boolean twoWay,
            Finished finished,
            long nextSequenceNumber,
            long skipRanges,
            long records,
            RequestSession request) {
        long end = length(request.slots().size());
        long recordsAt = end + skipRanges * SkipRange.LENGTH;
        long skipRangesAt = skipRanges == 0 ? recordsAt + records * recordLength(twoWay) : end;
        return new SessionHeader(
                twoWay, finished, nextSequenceNumber, skipRanges, records, skipRangesAt, recordsAt, request);
    }

    /**
     * The same file at the end of its session: ranges are to be appended behind the records. Who appends them first
     * makes them known by a head that is still {@link Finished#INCOMPLETE}, so that no reader takes them for records.
     */
    public SessionHeader ended(Finished how, long nextSequence, long ranges, long count) {
        return new SessionHeader(
                twoWay, how, nextSequence, ranges, count, recordsAt + count * recordLength(), recordsAt, request);
    }

    /** Whether records are still written to the file, or were when its writer died. */
    public boolean stillRuns() {
        return finished == Finished.INCOMPLETE && skipRangesAt == 0;
    }

    /** Octets of each record. */
    public int recordLength() {
        return recordLength(twoWay);
    }

    private static int recordLength(boolean twoWay) {
        return twoWay ? TwoWayRecord.LENGTH : FetchedRecord.LENGTH;
    }

    private static long length(long slots) {
        return SHORTEST + slots * Slot.LENGTH;
    }

    /**
     * Octets of a whole header.
     *
     * @param start the {@link #SHORTEST} first ones
     */
    static int lengthOf(byte[] start) throws MalformedMessage {
        var in = WireReader.of(start);
        if (in.u32() != MAGIC) throw new MalformedMessage("no session file");
        version(in.u32());
        in.skip(SLOT_COUNT_AT - in.position());
        long slots = in.u32();
        if (slots > MOST_SLOTS) throw new MalformedMessage(slots + " schedule slots");
        return (int) length(slots);
    }

    /** Whether a file of this version is two-way. */
    private static boolean version(long version) throws MalformedMessage {
        if ((version & ~TWO_WAY) != VERSION) throw new MalformedMessage("session file of version " + version);
        return (version & TWO_WAY) != 0;
    }

    /** Reads a whole header. */
    static SessionHeader read(byte[] octets) throws MalformedMessage {
        int length = lengthOf(octets);
        var in = WireReader.of(octets);
        in.skip(4); // magic
        boolean twoWay = version(in.u32());
        var finished = Finished.of(in.u32());
        long next = in.u32();
        long ranges = in.u32();
        long records = in.u32();
        long rangesAt = in.u64();
        long recordsAt = in.u64();
        var request = new WireWriter(length);
        request.bytes(in.bytes(RequestSession.HEADER_LENGTH));
        in.skip(HMAC);
        request.bytes(in.bytes(length - SHORTEST));
        var header = new SessionHeader(
                twoWay,
                finished,
                next,
                ranges,
                records,
                rangesAt,
                recordsAt,
                RequestSession.read(WireReader.of(request.toByteArray())));
        header.check(length);
        return header;
    }

    /** Ranges and records follow the header in either order, without gap or overlap. */
    private void check(long end) throws MalformedMessage {
        boolean rangesFirst = rangesFirst();
        long first = rangesFirst ? skipRangesAt : recordsAt;
        if (first != end) throw new MalformedMessage("data at octet " + Long.toUnsignedString(first) + ", not " + end);
        if (rangesFirst && recordsAt - skipRangesAt != skipRanges * SkipRange.LENGTH)
            throw new MalformedMessage(skipRanges + " skip ranges before octet " + Long.toUnsignedString(recordsAt));
        if (!rangesFirst && skipRanges != 0) {
            long room = skipRangesAt - recordsAt;
            if (room < 0 || room % recordLength() != 0 || counted() && room / recordLength() != records)
                throw new MalformedMessage(records + " records in " + Long.toUnsignedString(room) + " octets");
        }
    }

    boolean rangesFirst() {
        return skipRanges != 0 && Long.compareUnsigned(skipRangesAt, recordsAt) < 0;
    }

    /** Whether the number of records is what the header says; else it follows from the length of the file. */
    boolean counted() {
        return finished == Finished.NORMAL && !twoWay;
    }

    /** The whole header. */
    public byte[] toByteArray() {
        var out = new WireWriter((int) length(request.slots().size()));
        out.bytes(head()).bytes(request.header()).zeros(HMAC);
        out.bytes(request.schedule()).zeros(HMAC);
        return out.toByteArray();
    }

    /** The first {@link #HEAD_LENGTH} octets. */
    public byte[] head() {
        return new WireWriter(HEAD_LENGTH)
                .u32(MAGIC)
                .u32(VERSION | (twoWay ? TWO_WAY : 0))
                .u32(finished.number())
                .u32(nextSequenceNumber)
                .u32(skipRanges)
                .u32(records)
                .u64(skipRangesAt)
                .u64(recordsAt)
                .toByteArray();
    }
}
