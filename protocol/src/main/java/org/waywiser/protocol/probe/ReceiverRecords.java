package org.waywiser.protocol.probe;

/**
 * Takes what a Session-Receiver records, in the order of RFC 4656 §4.2: packets as they arrive, losses as they are
 * learnt of. For files and for metrics; nothing is allocated for a call.
 */
public interface ReceiverRecords {
    /**
     * A packet arrived.
     *
     * @param sequence 0 to 2^32 − 2
     * @param sendNtp its timestamp, as the sender wrote it
     * @param sendErrorEstimate 16 bits
     * @param receiveErrorEstimate 16 bits
     * @param ttl TTL or Hop Limit on arrival, 255 if unknown
     * @param duplicate whether the same packet arrived before
     */
    void received(
            long sequence,
            long sendNtp,
            int sendErrorEstimate,
            long receiveNtp,
            int receiveErrorEstimate,
            int ttl,
            boolean duplicate);

    /**
     * A packet did not arrive within Timeout.
     *
     * @param presumedNtp when the schedule has it sent
     * @param receiveErrorEstimate of the clock that declares it lost
     */
    void lost(long sequence, long presumedNtp, int receiveErrorEstimate);
}
