package org.waywiser.wire.session;

import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;

/** Takes the parts of a session file as they are read, the header first. */
public interface SessionFileSink {
    void header(SessionHeader header);

    /** In order; before or after the records. */
    void skipped(SkipRange range);

    /** Of a one-way session, in the order of arrival. */
    void record(FetchedRecord packet);

    /** Of a two-way session, in the order of arrival. */
    void record(TwoWayRecord packet);
}
