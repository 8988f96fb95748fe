package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import org.waywiser.protocol.probe.TimestampFormat;
import org.waywiser.wire.probe.ReplyFields;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;

/** A reply as it came, of STAMP or TWAMP Light; its timestamps are of the format that Z says. RFC 8762 §4.3.1. */
final class StampReply implements ReplyFields {
    /** What a peer says that cannot read it. RFC 5357 §4.2.1 */
    private static final int UNTOLD = 255;

    private static final int LIGHT_REFLECTED = 41;

    private final StampPacket packet;
    private final TimestampFormat timestamps;
    private int length;

    StampReply(StampFormat format, TimestampFormat timestamps) {
        packet = new StampPacket(format);
        this.timestamps = timestamps;
    }

    void wrap(MemorySegment segment, int octets) {
        packet.wrap(segment);
        length = octets;
    }

    int ssid() {
        return packet.ssid();
    }

    /** A timestamp that its TLVs carry, as NTP timestamp. RFC 8972 §4.7. */
    long read(long bits) {
        return timestamps.read(bits, packet.errorEstimate());
    }

    @Override
    public long sequenceNumber() {
        return packet.sequenceNumber();
    }

    @Override
    public long timestamp() {
        return timestamps.read(packet.timestamp(), packet.errorEstimate());
    }

    @Override
    public int errorEstimate() {
        return timestamps.unmark(packet.errorEstimate());
    }

    @Override
    public long receiveTimestamp() {
        return timestamps.read(packet.receiveTimestamp(), packet.errorEstimate());
    }

    @Override
    public long senderSequenceNumber() {
        return packet.senderSequenceNumber();
    }

    @Override
    public long senderTimestamp() {
        return packet.senderTimestamp();
    }

    @Override
    public int senderTtl() {
        // No packet arrives with zero: some reflectors leave the field to the padding.
        int ttl = length < LIGHT_REFLECTED ? 0 : packet.senderTtl();
        return ttl == 0 ? UNTOLD : ttl;
    }
}
