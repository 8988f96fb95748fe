package org.waywiser.node.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.session.SessionFileReader;

/** Records of a session on their way to a Fetch-Client, some at a time. RFC 4656 §3.9. */
public final class RecordChunks implements AutoCloseable {
    /** A whole number of records and of cipher blocks. */
    private static final int CHUNK = 400 * FetchedRecord.LENGTH;

    private final InputStream in;
    private final SessionFileReader reader;
    private final byte[] read = new byte[CHUNK];
    private WireWriter waiting = new WireWriter(2 * CHUNK);
    private long left;
    private boolean atEnd;

    RecordChunks(InputStream in, Predicate<FetchedRecord> wanted, long most) {
        this.in = in;
        left = most;
        reader = new SessionFileReader(new Records(record -> {
            if (left > 0 && wanted.test(record)) {
                record.write(waiting);
                left--;
            }
        }));
    }

    /** The next records: a multiple of 16 octets, but for the last ones. */
    public Octets next() throws IOException, MalformedMessage {
        while (!atEnd && waiting.length() < CHUNK) {
            int length = in.read(read);
            atEnd = length < 0;
            if (atEnd) reader.end();
            else reader.feed(read, 0, length);
        }
        // The session has ended meanwhile, and some of what was there does not count any more.
        if (atEnd && left > 0) throw new MalformedMessage("has " + left + " records less than when it was found");
        Octets all = waiting.toOctets();
        int taken = Math.min(all.length(), CHUNK);
        waiting = new WireWriter(2 * CHUNK).octets(all.slice(taken, all.length()));
        return all.slice(0, taken);
    }

    /** Whether {@link #next} gave the last ones. */
    public boolean ended() {
        return atEnd && waiting.length() == 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
