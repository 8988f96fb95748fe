package org.waywiser.node.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** What tests record, and how they read it back. */
final class RecordedSessions {
    static final long SECOND = 1L << 32;

    private RecordedSessions() {}

    static Sid sid(int number) {
        return Sid.of(Octets.hex("0a000001"), SECOND, number);
    }

    static RequestSession request(Sid sid) {
        return new RequestSession(
                4,
                false,
                true,
                1_000_000,
                20_001,
                20_002,
                Octets.zeros(16),
                Octets.zeros(16),
                sid,
                0,
                SECOND,
                2 * SECOND,
                TypeP.ofDscp(0),
                List.of(new Slot(Slot.FIXED, SECOND)));
    }

    /** Packets from zero on. */
    static void record(SessionRecorder recorder, int count) {
        for (int i = 0; i < count; i++) recorder.received(i, i * SECOND, 1, i * SECOND + 7, 1, 254, false);
    }

    /** What {@link #record} leaves of one. */
    static FetchedRecord received(long sequence) throws MalformedMessage {
        var out = new WireWriter().u32(sequence).u16(1).u16(1);
        out.u64(sequence * SECOND).u64(sequence * SECOND + 7).u8(254);
        return FetchedRecord.read(WireReader.of(out.toOctets()));
    }

    static List<FetchedRecord> records(StoredSession stored) throws IOException, MalformedMessage {
        var records = new ArrayList<FetchedRecord>();
        stored.records(records::add);
        return records;
    }
}
