package org.waywiser.wire.stamp;

import java.lang.foreign.MemorySegment;
import org.waywiser.wire.probe.Fields;
import org.waywiser.wire.probe.ReplyFields;

/**
 * A base packet of either direction, read and written in place. RFC 8762 §4.2, §4.3; the SSID is of RFC 8972 §3.
 *
 * <p>What a packet of a Session-Sender has are its first four fields; all else must be zero there.
 */
public final class StampPacket implements ReplyFields {
    private static final int SEQUENCE_NUMBER = 0;

    private final StampFormat format;
    private final int timestamp;
    private final int errorEstimate;
    private final int ssid;
    private final int receiveTimestamp;
    private final int senderSequenceNumber;
    private final int senderTimestamp;
    private final int senderErrorEstimate;
    private final int senderTtl;
    private MemorySegment packet = MemorySegment.NULL;

    public StampPacket(StampFormat format) {
        this.format = format;
        boolean open = format == StampFormat.UNAUTHENTICATED;
        timestamp = open ? 4 : 16;
        errorEstimate = open ? 12 : 24;
        ssid = open ? 14 : 26;
        receiveTimestamp = open ? 16 : 32;
        senderSequenceNumber = open ? 24 : 48;
        senderTimestamp = open ? 28 : 64;
        senderErrorEstimate = open ? 36 : 72;
        senderTtl = open ? 40 : 80;
    }

    /**
     * Points this view at a packet.
     *
     * @param segment on or off the heap, at least {@link StampFormat#length} octets
     */
    public StampPacket wrap(MemorySegment segment) {
        packet = segment;
        return this;
    }

    /** Zeros the base packet, so that MBZ fields are zero and no octet of an older packet remains. */
    public StampPacket clear() {
        Fields.zeros(packet, 0, format.length());
        return this;
    }

    /** 0 to 2^32 − 1, of the end that sends this packet. */
    @Override
    public long sequenceNumber() {
        return Fields.u32(packet, SEQUENCE_NUMBER);
    }

    public StampPacket sequenceNumber(long value) {
        Fields.u32(packet, SEQUENCE_NUMBER, value);
        return this;
    }

    /** When this packet was sent, T1 or T3; an NTP timestamp unless the Error Estimate says PTPv2. */
    @Override
    public long timestamp() {
        return Fields.u64(packet, timestamp);
    }

    public StampPacket timestamp(long bits) {
        Fields.u64(packet, timestamp, bits);
        return this;
    }

    /** Bits of an {@link org.waywiser.wire.ErrorEstimate}. */
    @Override
    public int errorEstimate() {
        return Fields.u16(packet, errorEstimate);
    }

    public StampPacket errorEstimate(int bits) {
        Fields.u16(packet, errorEstimate, bits);
        return this;
    }

    /** 0 to 65535; zero if sessions have no identifier. */
    public int ssid() {
        return Fields.u16(packet, ssid);
    }

    public StampPacket ssid(int value) {
        Fields.u16(packet, ssid, value);
        return this;
    }

    /** When the reflector received the sender's packet, T2, in the format of {@link #timestamp}. */
    @Override
    public long receiveTimestamp() {
        return Fields.u64(packet, receiveTimestamp);
    }

    public StampPacket receiveTimestamp(long bits) {
        Fields.u64(packet, receiveTimestamp, bits);
        return this;
    }

    /** The number of the sender's packet. */
    @Override
    public long senderSequenceNumber() {
        return Fields.u32(packet, senderSequenceNumber);
    }

    public StampPacket senderSequenceNumber(long value) {
        Fields.u32(packet, senderSequenceNumber, value);
        return this;
    }

    /** Copy of the sender's timestamp. */
    @Override
    public long senderTimestamp() {
        return Fields.u64(packet, senderTimestamp);
    }

    /** How long a packet is at least that has it. */
    public int senderTimestampEnd() {
        return senderTimestamp + Long.BYTES;
    }

    public StampPacket senderTimestamp(long bits) {
        Fields.u64(packet, senderTimestamp, bits);
        return this;
    }

    /** Copy of the bits of the sender's Error Estimate. */
    public int senderErrorEstimate() {
        return Fields.u16(packet, senderErrorEstimate);
    }

    public StampPacket senderErrorEstimate(int bits) {
        Fields.u16(packet, senderErrorEstimate, bits);
        return this;
    }

    /** TTL or Hop Limit with which the sender's packet arrived, 0 to 255. */
    @Override
    public int senderTtl() {
        return Fields.u8(packet, senderTtl);
    }

    public StampPacket senderTtl(int ttl) {
        Fields.u8(packet, senderTtl, ttl);
        return this;
    }
}
