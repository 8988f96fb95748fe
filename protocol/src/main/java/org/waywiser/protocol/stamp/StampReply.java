package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import org.waywiser.wire.probe.ReplyFields;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;

/** A reply as it came, of STAMP or TWAMP Light. */
final class StampReply implements ReplyFields {
    /** What a peer says that cannot read it. RFC 5357 §4.2.1 */
    private static final int UNTOLD = 255;

    private static final int LIGHT_REFLECTED = 41;

    private final StampPacket packet;
    private int length;

    StampReply(StampFormat format) {
        packet = new StampPacket(format);
    }

    void wrap(MemorySegment segment, int octets) {
        packet.wrap(segment);
        length = octets;
    }

    int ssid() {
        return packet.ssid();
    }

    @Override
    public long sequenceNumber() {
        return packet.sequenceNumber();
    }

    @Override
    public long timestamp() {
        return packet.timestamp();
    }

    @Override
    public int errorEstimate() {
        return packet.errorEstimate();
    }

    @Override
    public long receiveTimestamp() {
        return packet.receiveTimestamp();
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
