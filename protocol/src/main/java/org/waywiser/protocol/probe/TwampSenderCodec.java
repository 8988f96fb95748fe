package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.probe.PacketLayout;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.ReplyFields;

/** Packets and replies of TWAMP-Test. RFC 5357 §4.1.2, §4.2.1, RFC 6038 §5, RFC 7750 §2.2, RFC 8186 §2.3. */
final class TwampSenderCodec implements SenderCodec {
    private final SenderConfig config;
    private final @Nullable ProbeCipher cipher;
    private final TimestampFormat timestamps;
    private final int paddingStart;
    private final int shortestReply;
    private final SenderPackets packets;
    private final ReflectedPacket reply;
    private final byte[] clearReply;
    private final MemorySegment clearReplySegment;

    TwampSenderCodec(SenderConfig config, ProbeClock clock, RandomGenerator random) {
        this.config = config;
        cipher = config.cipher();
        timestamps = TimestampFormat.of(config.features(), clock);
        PacketLayout layout = config.features().layout(config.mode());
        paddingStart = layout.reflectedLength();
        shortestReply = paddingStart + config.features().reflectedPadding();
        packets = new SenderPackets(config, clock, random);
        reply = new ReflectedPacket(layout);
        clearReply = new byte[config.mode().keyed() ? paddingStart : 0];
        clearReplySegment = MemorySegment.ofArray(clearReply);
    }

    @Override
    public ProbeMode mode() {
        return config.mode();
    }

    @Override
    public int packetLength() {
        return config.packetLength();
    }

    @Override
    public void prepare(MemorySegment packet, long sequence) {
        packets.prepare(packet, sequence);
    }

    @Override
    public void stamp(MemorySegment packet) {
        packets.stamp(packet);
    }

    @Override
    public long sentNtp() {
        return packets.sentNtp();
    }

    @Override
    public int errorEstimate() {
        return packets.errorEstimate();
    }

    @Override
    public @Nullable DropReason open(MemorySegment packet, int length) {
        if (length < shortestReply) return DropReason.TOO_SHORT;
        MemorySegment cleartext = packet;
        if (cipher != null) {
            MemorySegment.copy(packet, 0, clearReplySegment, 0, clearReply.length);
            if (!cipher.openReflected(clearReply)) return DropReason.BAD_HMAC;
            cleartext = clearReplySegment;
        }
        reply.wrap(cleartext);
        if (!packets.reflects(packet, paddingStart, reply.senderSequenceNumber())) return DropReason.OTHER_PADDING;
        if (timestamps.readsZ()) toNtp();
        return null;
    }

    /** What the reply says, in place. */
    private void toNtp() {
        int errorEstimate = reply.errorEstimate();
        reply.senderTimestamp(timestamps.ownToNtp(reply.senderTimestamp()))
                .timestamp(timestamps.read(reply.timestamp(), errorEstimate))
                .receiveTimestamp(timestamps.read(reply.receiveTimestamp(), errorEstimate))
                .errorEstimate(timestamps.unmark(errorEstimate));
    }

    @Override
    public ReplyFields reply() {
        return reply;
    }

    @Override
    public boolean numbersReplies() {
        return true;
    }
}
