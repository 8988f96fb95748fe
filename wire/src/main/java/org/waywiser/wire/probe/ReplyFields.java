package org.waywiser.wire.probe;

/** What every reply of a Session-Reflector tells, whatever its protocol and mode. RFC 5357 §4.2.1, RFC 8762 §4.3. */
public interface ReplyFields {
    /** The reflector's own number, 0 to 2^32 − 1. */
    long sequenceNumber();

    /** When the reflector sent the reply, T3; an NTP timestamp. */
    long timestamp();

    /** Bits of the {@link org.waywiser.wire.ErrorEstimate} that goes with both timestamps of the reflector. */
    int errorEstimate();

    /** When the reflector received the sender's packet, T2; an NTP timestamp. */
    long receiveTimestamp();

    /** The number of the sender's packet, 0 to 2^32 − 1. */
    long senderSequenceNumber();

    /** Copy of the sender's timestamp, T1. */
    long senderTimestamp();

    /** TTL or Hop Limit with which the sender's packet arrived, 0 to 255. */
    int senderTtl();

    /** The octet with DSCP and ECN with which the sender's packet arrived, 0 to 255; -1 if the reply does not tell. RFC 7750 §2.2.1. */
    default int senderDscpEcn() {
        return -1;
    }
}
