package org.waywiser.wire.probe;

import java.lang.foreign.MemorySegment;

/**
 * A Session-Reflector's test packet, read and written in place. RFC 5357 §4.2.1, RFC 7750 §2.2.1.
 *
 * <p>In authenticated and encrypted mode the segment holds the packet in the clear.
 */
public final class ReflectedPacket implements ReplyFields {
    private static final int SEQUENCE_NUMBER = 0;

    private final int length;
    private final boolean monitored;
    private final int timestamp;
    private final int errorEstimate;
    private final int receiveTimestamp;
    private final int senderSequenceNumber;
    private final int senderTimestamp;
    private final int senderErrorEstimate;
    private final int senderTtl;
    private MemorySegment packet = MemorySegment.NULL;

    /** A packet of RFC 5357 alone. */
    public ReflectedPacket(PacketFormat format) {
        this(PacketLayout.plain(format));
    }

    public ReflectedPacket(PacketLayout layout) {
        length = layout.reflectedLength();
        monitored = layout.dscpMonitoring();
        boolean open = layout.format() == PacketFormat.OPEN;
        timestamp = open ? 4 : 16;
        errorEstimate = open ? 12 : 24;
        receiveTimestamp = open ? 16 : 32;
        senderSequenceNumber = open ? 24 : 48;
        senderTimestamp = open ? 28 : 64;
        senderErrorEstimate = open ? 36 : 72;
        senderTtl = open ? 40 : 80;
    }

    /**
     * Points this view at a packet.
     *
     * @param segment on or off the heap, at least {@link PacketLayout#reflectedLength} octets
     */
    public ReflectedPacket wrap(MemorySegment segment) {
        packet = segment;
        return this;
    }

    /** Zeros all but the padding, so that MBZ fields are zero and no octet of an older packet remains. */
    public ReflectedPacket clear() {
        Fields.zeros(packet, 0, length);
        return this;
    }

    /** The reflector's own number, 0 to 2^32 − 1. */
    @Override
    public long sequenceNumber() {
        return Fields.u32(packet, SEQUENCE_NUMBER);
    }

    public ReflectedPacket sequenceNumber(long value) {
        Fields.u32(packet, SEQUENCE_NUMBER, value);
        return this;
    }

    /** When the reflector sent the packet, T3, as NTP timestamp. */
    @Override
    public long timestamp() {
        return Fields.u64(packet, timestamp);
    }

    public ReflectedPacket timestamp(long ntp) {
        Fields.u64(packet, timestamp, ntp);
        return this;
    }

    /** Bits of the {@link org.waywiser.wire.ErrorEstimate} that goes with both timestamps of the reflector. */
    @Override
    public int errorEstimate() {
        return Fields.u16(packet, errorEstimate);
    }

    public ReflectedPacket errorEstimate(int bits) {
        Fields.u16(packet, errorEstimate, bits);
        return this;
    }

    /** When the reflector received the sender's packet, T2, as NTP timestamp. */
    @Override
    public long receiveTimestamp() {
        return Fields.u64(packet, receiveTimestamp);
    }

    public ReflectedPacket receiveTimestamp(long ntp) {
        Fields.u64(packet, receiveTimestamp, ntp);
        return this;
    }

    /** The number of the sender's packet, 0 to 2^32 − 1. */
    @Override
    public long senderSequenceNumber() {
        return Fields.u32(packet, senderSequenceNumber);
    }

    public ReflectedPacket senderSequenceNumber(long value) {
        Fields.u32(packet, senderSequenceNumber, value);
        return this;
    }

    /** Copy of the sender's timestamp, T1. */
    @Override
    public long senderTimestamp() {
        return Fields.u64(packet, senderTimestamp);
    }

    public ReflectedPacket senderTimestamp(long ntp) {
        Fields.u64(packet, senderTimestamp, ntp);
        return this;
    }

    /** Copy of the bits of the sender's Error Estimate. */
    public int senderErrorEstimate() {
        return Fields.u16(packet, senderErrorEstimate);
    }

    public ReflectedPacket senderErrorEstimate(int bits) {
        Fields.u16(packet, senderErrorEstimate, bits);
        return this;
    }

    /** TTL or Hop Limit with which the sender's packet arrived, 0 to 255. */
    @Override
    public int senderTtl() {
        return Fields.u8(packet, senderTtl);
    }

    public ReflectedPacket senderTtl(int ttl) {
        Fields.u8(packet, senderTtl, ttl);
        return this;
    }

    /** S-DSCP-ECN. */
    @Override
    public int senderDscpEcn() {
        return monitored ? Fields.u8(packet, senderTtl + 1) : -1;
    }

    public ReflectedPacket senderDscpEcn(int octet) {
        Fields.u8(packet, senderTtl + 1, octet);
        return this;
    }
}
