package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SkipRange;

/** Reads the answer to one Fetch-Session as it comes, however long it is. RFC 4656 §3.9. */
final class FetchReader {
    /** 25 blocks hold 16 records. */
    private static final int GROUP = ControlMessage.BLOCK * FetchedRecord.LENGTH;

    private final CommandReader replies;
    private final ClientLine line;
    private @Nullable FetchAck ack;
    private @Nullable Octets header;
    private @Nullable RequestSession request;
    private boolean begun;
    private long octetsLeft;

    FetchReader(CommandReader replies, ClientLine line) {
        this.replies = replies;
        this.line = line;
    }

    /** @return whether that was all of it */
    boolean read() throws MalformedMessage, CommandReader.WrongHmac {
        FetchAck agreed = ack == null ? readAck() : ack;
        if (agreed == null) return false;
        if (!agreed.accept().ok()) {
            line.tell(new ClientEffect.OneWay.FetchRefused(agreed.accept()));
            return true;
        }
        RequestSession asked = request == null ? readRequest() : request;
        if (asked == null || !begun && !readSkipRanges(agreed, asked)) return false;
        readRecords();
        return octetsLeft == 0 && ended();
    }

    private @Nullable FetchAck readAck() throws MalformedMessage, CommandReader.WrongHmac {
        byte[] body = replies.next(_ -> FetchAck.BODY_LENGTH);
        if (body != null) {
            ack = FetchAck.read(WireReader.of(body));
            if (ack.skipRanges() > OneWaySender.MOST_RANGES)
                throw new MalformedMessage(ack.skipRanges() + " skip ranges");
        }
        return ack;
    }

    private @Nullable RequestSession readRequest() throws MalformedMessage, CommandReader.WrongHmac {
        Octets first = header;
        if (first == null) {
            byte[] body = replies.next(_ -> RequestSession.HEADER_LENGTH);
            if (body == null) return null;
            first = Octets.of(body);
            header = first;
        }
        long length = RequestSession.scheduleLength(WireReader.of(first));
        if (length / ControlMessage.BLOCK > OneWayRules.MOST_SLOTS)
            throw new MalformedMessage("a schedule of " + length + " octets");
        byte[] schedule = replies.next(_ -> (int) length);
        if (schedule != null) request = RequestSession.read(WireReader.of(first.concat(Octets.of(schedule))));
        return request;
    }

    private boolean readSkipRanges(FetchAck agreed, RequestSession asked)
            throws MalformedMessage, CommandReader.WrongHmac {
        int length = padded(agreed.skipRanges() * SkipRange.LENGTH);
        byte[] body = replies.next(_ -> length);
        if (body == null) return false;
        List<SkipRange> skipped = SkipRange.read(WireReader.of(body), agreed.skipRanges());
        if (!SkipRange.inOrder(skipped)) throw new MalformedMessage("skip ranges out of order");
        begun = true;
        octetsLeft = agreed.records() * FetchedRecord.LENGTH;
        line.tell(new ClientEffect.OneWay.Fetching(agreed, asked, new ArrayList<>(skipped)));
        return true;
    }

    private void readRecords() {
        while (octetsLeft > 0) {
            int length = (int) Math.min(octetsLeft, GROUP);
            byte[] octets = replies.part(padded(length));
            if (octets == null) return;
            octetsLeft -= length;
            line.tell(new ClientEffect.OneWay.Records(Octets.of(octets, 0, length)));
        }
    }

    private boolean ended() throws CommandReader.WrongHmac {
        boolean ended = replies.end();
        if (ended) line.tell(new ClientEffect.OneWay.Fetched());
        return ended;
    }

    private static int padded(long length) {
        return (int) (length + (-length & ControlMessage.BLOCK - 1));
    }
}
