package org.waywiser.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.store.RecordChunks;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoredSession;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.protocol.control.ServerInput.OneWay;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionHeader;

/** What a control connection fetches, one session at a time. RFC 4656 §3.9. */
final class FetchedSession {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    /** RFC 4656 §3.9: not zero once the session has terminated. What perfSONAR takes for one that is incomplete. */
    private static final int ENDED_OTHERWISE = 2;

    private static final long LAST = 0xffff_ffffL;

    private final SessionStore store;
    private final Predicate<String> deletes;
    private final String client;
    private @Nullable Sid entire;
    private @Nullable RecordChunks chunks;

    /** @param deletes whether a class, by its name, has what it stored deleted once all of it was fetched */
    FetchedSession(SessionStore store, Predicate<String> deletes, String client) {
        this.store = store;
        this.deletes = deletes;
        this.client = client;
    }

    ServerInput find(FetchSession wanted) {
        try {
            Optional<StoredSession> found = store.find(
                    wanted.sid(),
                    record -> record.sequenceNumber() >= wanted.begin() && record.sequenceNumber() <= wanted.end());
            if (found.isEmpty()) return notFound(wanted, "is not stored here");
            SessionHeader header = found.get().header();
            boolean whole = header.finished() == Finished.NORMAL;
            // RFC 4656 §3.9: all of it is for those only who wait for its end.
            if (wanted.complete() && !whole) return notFound(wanted, "has not ended, or not as it should");
            boolean all = wanted.complete() || wanted.begin() == 0 && wanted.end() >= LAST;
            entire = all && !header.stillRuns() ? wanted.sid() : null;
            return begin(found.get());
        } catch (IOException | MalformedMessage e) {
            LOG.log(Level.ERROR, "{0}: session {1} cannot be read: {2}", client, wanted.sid(), e.getMessage());
            return new OneWay.SessionNotFound(Accept.INTERNAL_ERROR);
        }
    }

    private ServerInput notFound(FetchSession wanted, String why) {
        LOG.log(Level.INFO, "{0}: session {1} {2}", client, wanted.sid(), why);
        return new OneWay.SessionNotFound(Accept.FAILURE);
    }

    private ServerInput begin(StoredSession session) throws IOException {
        SessionHeader header = session.header();
        boolean whole = header.finished() == Finished.NORMAL;
        var ack = new FetchAck(
                Accept.OK,
                whole ? 1 : header.stillRuns() ? 0 : ENDED_OTHERWISE,
                whole ? header.nextSequenceNumber() : 0,
                whole ? session.skipped().size() : 0,
                session.count());
        chunks = session.chunks();
        return new OneWay.SessionFound(ack, header.request(), whole ? session.skipped() : List.of());
    }

    ServerInput read() {
        RecordChunks open = chunks;
        if (open == null) throw new IllegalStateException("nothing is being fetched");
        try {
            Octets next = open.next();
            if (open.ended()) {
                open.close();
                chunks = null;
                if (entire != null) store.fetched(entire, deletes);
            }
            return new OneWay.RecordsRead(next, chunks == null);
        } catch (IOException | MalformedMessage e) {
            // So many records were promised that only the end of the connection says otherwise.
            LOG.log(Level.ERROR, "{0}: a session cannot be read to its end: {1}", client, e.getMessage());
            return new ServerInput.PeerClosed();
        }
    }
}
