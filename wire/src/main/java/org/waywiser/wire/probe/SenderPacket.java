package org.waywiser.wire.probe;

import java.lang.foreign.MemorySegment;

/**
 * A Session-Sender's test packet, read and written in place. RFC 4656 §4.1.2, RFC 5357 §4.1.2.
 *
 * <p>In authenticated and encrypted mode the segment holds the packet in the clear.
 */
public final class SenderPacket {
    private static final int SEQUENCE_NUMBER = 0;

    private final PacketFormat format;
    private final int timestamp;
    private final int errorEstimate;
    private MemorySegment packet = MemorySegment.NULL;

    public SenderPacket(PacketFormat format) {
        this.format = format;
        timestamp = format == PacketFormat.OPEN ? 4 : 16;
        errorEstimate = format == PacketFormat.OPEN ? 12 : 24;
    }

    /**
     * Points this view at a packet.
     *
     * @param segment on or off the heap, at least {@link PacketFormat#senderLength} octets
     */
    public SenderPacket wrap(MemorySegment segment) {
        packet = segment;
        return this;
    }

    /** Zeros all but the padding, so that MBZ fields are zero and no octet of an older packet remains. */
    public SenderPacket clear() {
        Fields.zeros(packet, 0, format.senderLength());
        return this;
    }

    /** 0 to 2^32 − 1. */
    public long sequenceNumber() {
        return Fields.u32(packet, SEQUENCE_NUMBER);
    }

    public SenderPacket sequenceNumber(long value) {
        Fields.u32(packet, SEQUENCE_NUMBER, value);
        return this;
    }

    /** When the packet was sent, as NTP timestamp. */
    public long timestamp() {
        return Fields.u64(packet, timestamp);
    }

    public SenderPacket timestamp(long ntp) {
        Fields.u64(packet, timestamp, ntp);
        return this;
    }

    /** Bits of an {@link org.waywiser.wire.ErrorEstimate}. */
    public int errorEstimate() {
        return Fields.u16(packet, errorEstimate);
    }

    public SenderPacket errorEstimate(int bits) {
        Fields.u16(packet, errorEstimate, bits);
        return this;
    }
}
