package org.waywiser.protocol.probe;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.control.FetchedRecord;

/** Keeps all that a receiver records, in order. */
final class KeptRecords implements ReceiverRecords {
    final List<FetchedRecord> all = new ArrayList<>();
    int duplicates;

    @Override
    public void received(
            long sequence,
            long sendNtp,
            int sendErrorEstimate,
            long receiveNtp,
            int receiveErrorEstimate,
            int ttl,
            boolean duplicate) {
        all.add(new FetchedRecord(
                sequence,
                ErrorEstimate.of(sendErrorEstimate),
                ErrorEstimate.of(receiveErrorEstimate),
                sendNtp,
                receiveNtp,
                ttl));
        if (duplicate) duplicates++;
    }

    @Override
    public void lost(long sequence, long presumedNtp, int receiveErrorEstimate) {
        all.add(FetchedRecord.lost(sequence, presumedNtp, ErrorEstimate.of(receiveErrorEstimate)));
    }

    /** Numbers in the order recorded, lost ones as −1 − number. */
    List<Long> story() {
        return all.stream()
                .map(record -> record.lost() ? -1 - record.sequenceNumber() : record.sequenceNumber())
                .toList();
    }
}
