package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.probe.PacketFormat;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.ReplyFields;

/** Packets and replies of TWAMP-Test. RFC 5357 §4.1.2, §4.2.1. */
final class TwampSenderCodec implements SenderCodec {
    private final SenderConfig config;
    private final @Nullable ProbeCipher cipher;
    private final PacketFormat format;
    private final SenderPackets packets;
    private final ReflectedPacket reply;
    private final byte[] clearReply;
    private final MemorySegment clearReplySegment;

    TwampSenderCodec(SenderConfig config, ProbeClock clock, RandomGenerator random) {
        this.config = config;
        cipher = config.cipher();
        format = config.mode().format();
        packets = new SenderPackets(config, clock, random);
        reply = new ReflectedPacket(format);
        clearReply = new byte[config.mode().keyed() ? format.reflectedLength() : 0];
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
        if (length < format.reflectedLength()) return DropReason.TOO_SHORT;
        MemorySegment cleartext = packet;
        if (cipher != null) {
            MemorySegment.copy(packet, 0, clearReplySegment, 0, clearReply.length);
            if (!cipher.openReflected(clearReply)) return DropReason.BAD_HMAC;
            cleartext = clearReplySegment;
        }
        reply.wrap(cleartext);
        return null;
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
