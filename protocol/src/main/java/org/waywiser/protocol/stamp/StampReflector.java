package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropCounters;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.ReflectorCounts;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;

/**
 * A STAMP Session-Reflector: turns each valid packet into its reply, in place. RFC 8762 §4.3, RFC 8972.
 *
 * <p>Authenticated packets are believed by their HMAC alone; what fails gets no answer. One thread uses it; only
 * {@link #counts} may be read by others.
 */
public final class StampReflector {
    /** What {@link #reflect} returns when there is no reply. */
    public static final int NO_REPLY = -1;

    /** The fields of a Session-Sender of TWAMP Light, and with those a reply needs. RFC 5357 §4.1.2, §4.2.1. */
    private static final int LIGHT_SENDER = 14;

    private static final int LIGHT_REFLECTED = 41;

    /** A reply to our reply comes back within that, unless a clock is set meanwhile: then the one after it does. */
    private static final long ECHO_NANOS = 60_000_000_000L;

    private final StampReflectorConfig config;
    private final ProbeClock clock;
    private final StampFormat format;
    private final StampPacket view;
    private final TlvReflector tlvs;
    private final Reflection reflection = new Reflection();
    private final DropCounters drops;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong reflected = new AtomicLong();
    private long receivedBefore;
    private long reflectedBefore;
    private long begun;

    /** @param clock of the reflector: T3 and the Error Estimate */
    public StampReflector(StampReflectorConfig config, ProbeClock clock) {
        this(config, clock, new DropCounters());
    }

    /** @param drops where it counts what it does not answer, for all reflectors of a port */
    public StampReflector(StampReflectorConfig config, ProbeClock clock, DropCounters drops) {
        this.config = config;
        this.clock = clock;
        this.drops = drops;
        format = config.format();
        view = new StampPacket(format);
        tlvs = new TlvReflector(config);
        reflection.stateful = config.stateful();
    }

    public StampReflectorConfig config() {
        return config;
    }

    /**
     * Checks a packet and writes the reply over it, T3 as late as the mode allows.
     *
     * @param packet from index 0, with room for at least 112 octets
     * @param length octets received
     * @param ttl TTL or Hop Limit on arrival, -1 if unknown
     * @param tos the octet with DSCP and ECN on arrival, -1 if unknown
     * @param receivedNtp T2
     * @param source where T2 was taken
     * @param endpoints of the packet; null if unknown
     * @return octets to send back at once, with {@link #replyDscp}, or {@link #NO_REPLY}
     */
    public int reflect(
            MemorySegment packet,
            int length,
            int ttl,
            int tos,
            long receivedNtp,
            StampSource source,
            @Nullable PacketEndpoints endpoints) {
        increment(received);
        int replyLength = length;
        if (length < format.length()) {
            replyLength = shortReply(length);
            if (replyLength == NO_REPLY) return drop(DropReason.TOO_SHORT);
        }
        if (!authentic(packet)) return drop(DropReason.BAD_HMAC);
        view.wrap(packet);
        long sequence = view.sequenceNumber();
        long timestamp = view.timestamp();
        int errorEstimate = view.errorEstimate();
        int ssid = length >= LIGHT_SENDER + 2 ? view.ssid() : 0;
        if (ErrorEstimate.corrupt(errorEstimate)) return drop(DropReason.ZERO_MULTIPLIER);
        if (config.ssid() != StampReflectorConfig.ANY_SSID && config.ssid() != ssid) return drop(DropReason.OTHER_SSID);
        if (length >= view.senderTimestampEnd() && near(view.senderTimestamp())) return drop(DropReason.OWN_REPLY);
        if (sequence == 0) restart(timestamp);

        boolean extended = config.extensions() && length > format.length();
        boolean trusted = extended && tlvs.trusts(packet, format.length(), length);
        reflection.errorEstimate = clock.errorEstimate();
        reflection.tos = tos;
        reflection.replyDscp = reflection.dscp();
        reflection.followed = false;
        long number = config.stateful() ? reflected.getPlain() - reflectedBefore : sequence;
        increment(reflected);
        view.clear()
                .sequenceNumber(number)
                .errorEstimate(reflection.errorEstimate)
                .ssid(ssid)
                .receiveTimestamp(receivedNtp)
                .senderSequenceNumber(sequence)
                .senderTimestamp(timestamp)
                .senderErrorEstimate(errorEstimate)
                .senderTtl(ttl < 0 ? 255 : ttl);
        if (trusted) {
            reflection.packet = packet;
            reflection.endpoints = endpoints;
            reflection.receiveSource = source;
            reflection.received = received.getPlain() - receivedBefore;
            reflection.reflected = reflected.getPlain() - reflectedBefore;
            replyLength = tlvs.answer(reflection, format.length(), length);
        } else if (extended) {
            tlvs.refuse(packet, format.length(), length);
        }
        long sent = clock.ntp();
        view.timestamp(sent);
        seal(packet);
        reflection.lastSequence = number;
        sent(sent, StampSource.USER);
        return replyLength;
    }

    /** What only a reply has, and only one to a packet of ours from just now. RFC 8762 §4.2.1 has zeros there. */
    private boolean near(long senderTimestamp) {
        return Math.abs(NtpTimestamp.nanosBetween(senderTimestamp, clock.ntp())) < ECHO_NANOS;
    }

    /** Every session begins with number zero, this one too if it has another's address and port. RFC 8762 §4.2.1. */
    private void restart(long timestamp) {
        if (timestamp == begun) return;
        begun = timestamp;
        receivedBefore = received.getPlain() - 1;
        reflectedBefore = reflected.getPlain();
        reflection.lastSequence = 0;
        reflection.lastTimestamp = 0;
        reflection.lastMethod = 0;
    }

    /** RFC 8762 §4.6, unless more would be answered than was sent. */
    private int shortReply(int length) {
        if (format == StampFormat.AUTHENTICATED || length < LIGHT_SENDER) return NO_REPLY;
        if (config.answersShort()) return format.length();
        return length < LIGHT_REFLECTED ? NO_REPLY : length;
    }

    /** Whether the key of this reflector verifies a packet, which is long enough. RFC 8762 §4.4. */
    public boolean authentic(MemorySegment packet) {
        HmacSha256 hmac = config.incoming();
        if (format == StampFormat.UNAUTHENTICATED || hmac == null) return true;
        hmac.update(packet, 0, StampFormat.COVERED);
        return hmac.matches(packet, StampFormat.COVERED);
    }

    private void seal(MemorySegment packet) {
        HmacSha256 hmac = config.outgoing();
        if (format == StampFormat.UNAUTHENTICATED || hmac == null) return;
        hmac.update(packet, 0, StampFormat.COVERED);
        hmac.finish(packet, StampFormat.COVERED);
    }

    /**
     * With which DSCP the last reply is to leave, 0 to 63: that of its packet, or what its Class of Service TLV asked
     * for.
     */
    public int replyDscp() {
        return reflection.replyDscp;
    }

    /** Whether the next reply can tell when the last one left: its packet asks for Follow-Up Telemetry of a session with state. RFC 8972 §4.7. */
    public boolean followed() {
        return reflection.followed;
    }

    /** Number of the last reply. */
    public long lastNumber() {
        return reflection.lastSequence;
    }

    /** A reply left at this time, better known than when it was written: if it is the last one, the next one tells so. */
    public void left(long number, long ntp, StampSource source) {
        if (number == reflection.lastSequence) sent(ntp, source);
    }

    private void sent(long ntp, StampSource source) {
        reflection.lastTimestamp = ntp;
        reflection.lastMethod = Reflection.method(source);
    }

    /** Counts a datagram that never reached {@link #reflect}, or a reply that did not leave. */
    public void count(DropReason reason) {
        drops.count(reason);
    }

    /** So far; any thread. */
    public ReflectorCounts counts() {
        return new ReflectorCounts(received.getAcquire(), reflected.getAcquire(), drops.nonZero());
    }

    private int drop(DropReason reason) {
        drops.count(reason);
        return NO_REPLY;
    }

    // One writer: no atomic read-modify-write is needed.
    private static void increment(AtomicLong count) {
        count.setRelease(count.getPlain() + 1);
    }
}
