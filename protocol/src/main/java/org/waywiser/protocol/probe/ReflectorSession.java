package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropCounters;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.probe.PacketFormat;
import org.waywiser.wire.probe.PacketLayout;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

/**
 * A Session-Reflector: turns each valid packet of one session into its reply, in place. RFC 5357 §4.2, RFC 6038 §5.2,
 * RFC 7750 §2.2, RFC 8186 §2.3.
 *
 * <p>Every valid packet is answered, a duplicate or replayed one too, each time under a new sequence number: that is
 * how the sender learns of it. Corrupt and unauthentic packets are not packets of the session and get no answer.
 *
 * <p>One thread uses it; only {@link #counts} may be read by others. Monotonic times are nanoseconds that may wrap.
 */
public final class ReflectorSession {
    /** What {@link #reflect} returns when there is no reply. */
    public static final int NO_REPLY = -1;

    private enum Phase {
        ACCEPTED,
        RUNNING,
        STOPPED,
        ENDED
    }

    private final ReflectorConfig config;
    private final @Nullable ProbeCipher cipher;
    private final ProbeClock clock;
    private final PacketFormat format;
    private final TimestampFormat timestamps;
    private final int requestPadding;
    private final int replyPadding;
    private final int shortestRequest;
    private final int shortestReply;
    private final SenderPacket request;
    private final ReflectedPacket reply;
    private final byte[] clear;
    private final MemorySegment clearSegment;
    private final DropCounters drops = new DropCounters();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong reflected = new AtomicLong();

    private Phase phase = Phase.ACCEPTED;
    private long lastPacketNanos;
    private long stopNanos;

    /** @param clock of the reflector: T3 and the Error Estimate */
    public ReflectorSession(ReflectorConfig config, ProbeClock clock) {
        this.config = config;
        this.cipher = config.cipher();
        this.clock = clock;
        format = config.mode().format();
        ProbeFeatures features = config.features();
        PacketLayout layout = features.layout(config.mode());
        timestamps = TimestampFormat.of(features, clock);
        requestPadding = layout.senderLength();
        replyPadding = layout.reflectedLength();
        shortestReply = replyPadding + features.reflectedPadding();
        shortestRequest = features.symmetricalSize()
                ? Math.max(requestPadding + features.reflectedPadding(), shortestReply)
                : requestPadding + features.reflectedPadding();
        request = new SenderPacket(format);
        reply = new ReflectedPacket(layout);
        clear = new byte[config.mode().keyed() ? format.reflectedLength() : 0];
        clearSegment = MemorySegment.ofArray(clear);
    }

    public ReflectorConfig config() {
        return config;
    }

    /** Start-Sessions came: from now on packets are reflected, and REFWAIT runs. */
    public void start(long nowNanos) {
        if (phase != Phase.ACCEPTED) return;
        phase = Phase.RUNNING;
        lastPacketNanos = nowNanos;
    }

    /** Stop-Sessions came: packets are reflected for Timeout more. One that never started just ends. */
    public void stop(long nowNanos) {
        if (phase == Phase.ACCEPTED) phase = Phase.ENDED;
        if (phase != Phase.RUNNING) return;
        phase = Phase.STOPPED;
        stopNanos = nowNanos;
    }

    /** When {@link #expire} should next be called; empty if nothing is waited for. */
    public OptionalLong deadline() {
        long idle = lastPacketNanos + config.refwaitNanos();
        return switch (phase) {
            case ACCEPTED, ENDED -> OptionalLong.empty();
            case RUNNING -> OptionalLong.of(idle);
            case STOPPED -> {
                long timeout = stopNanos + config.timeoutNanos();
                yield OptionalLong.of(timeout - idle < 0 ? timeout : idle);
            }
        };
    }

    /**
     * Ends the session if Timeout after Stop-Sessions, or REFWAIT, is over.
     *
     * @return whether it has ended
     */
    public boolean expire(long nowNanos) {
        var deadline = deadline();
        if (deadline.isPresent() && nowNanos - deadline.getAsLong() >= 0) phase = Phase.ENDED;
        return phase == Phase.ENDED;
    }

    /** Whether Stop-Sessions came. Not so when a session ended by REFWAIT. */
    public boolean stopped() {
        return phase == Phase.STOPPED;
    }

    /**
     * Checks a packet and writes the reply over it, T3 as late as the mode allows.
     *
     * @param packet from index 0, with room for at least 112 octets and what is to be reflected
     * @param length octets received
     * @param ttl TTL or Hop Limit on arrival, -1 if unknown
     * @param tos the octet with DSCP and ECN on arrival, -1 if unknown
     * @param receivedNtp T2
     * @param nowNanos monotonic time
     * @return octets to send back at once, or {@link #NO_REPLY}
     */
    public int reflect(MemorySegment packet, int length, int ttl, int tos, long receivedNtp, long nowNanos) {
        increment(received);
        if (phase == Phase.ACCEPTED) return drop(DropReason.NOT_STARTED);
        if (expire(nowNanos)) return drop(DropReason.AFTER_TIMEOUT);
        if (length < shortestRequest) return drop(DropReason.TOO_SHORT);

        MemorySegment cleartext = packet;
        if (cipher != null) {
            MemorySegment.copy(packet, 0, clearSegment, 0, format.senderLength());
            if (!cipher.openSender(clear)) return drop(DropReason.BAD_HMAC);
            cleartext = clearSegment;
        }
        request.wrap(cleartext);
        long sequence = request.sequenceNumber();
        long timestamp = request.timestamp();
        int errorEstimate = request.errorEstimate();
        long sentNtp = timestamps.read(timestamp, errorEstimate);
        if (beforeStart(receivedNtp) && beforeStart(sentNtp)) return drop(DropReason.BEFORE_START_TIME);
        if (isStale(sentNtp)) return drop(DropReason.STALE);
        // RFC 4656 §4.1.2 has such a packet discarded as corrupt; RFC 5357 §4.2 has every packet answered. Corrupt
        // wins.
        if (ErrorEstimate.corrupt(errorEstimate)) return drop(DropReason.ZERO_MULTIPLIER);
        lastPacketNanos = nowNanos;

        // RFC 5357 §4.2.1: as long as the request where padding allows; the end of the padding is what goes.
        int replyLength = Math.max(length, shortestReply);
        if (replyLength > replyPadding && replyPadding != requestPadding) {
            MemorySegment.copy(packet, requestPadding, packet, replyPadding, replyLength - replyPadding);
        }

        reply.wrap(cleartext)
                .clear()
                .sequenceNumber(reflected.getPlain())
                .errorEstimate(timestamps.mark(clock.errorEstimate()))
                .receiveTimestamp(timestamps.write(receivedNtp))
                .senderSequenceNumber(sequence)
                .senderTimestamp(timestamp)
                .senderErrorEstimate(errorEstimate)
                .senderTtl(ttl < 0 ? 255 : ttl);
        if (config.features().dscpMonitoring()) reply.senderDscpEcn(Math.max(0, tos));
        increment(reflected);
        if (cipher == null) {
            reply.timestamp(timestamps.write(clock.ntp()));
            return replyLength;
        }
        if (config.mode() == ProbeMode.ENCRYPTED) reply.timestamp(timestamps.write(clock.ntp()));
        cipher.sealReflected(clear);
        MemorySegment.copy(clearSegment, 0, packet, 0, clear.length);
        // RFC 5357 §4.2.1: in authenticated mode the timestamp is outside what is sealed, so it can be newer.
        if (config.mode() == ProbeMode.AUTHENTICATED) reply.wrap(packet).timestamp(timestamps.write(clock.ntp()));
        return replyLength;
    }

    /** Start Time is the client's: a packet is too early only if both clocks say so, since they may be far apart. */
    private boolean beforeStart(long ntp) {
        return config.startTimeNtp() != 0 && NtpTimestamp.nanosBetween(config.startTimeNtp(), ntp) < 0;
    }

    private boolean isStale(long timestamp) {
        return config.oldestNtp() != 0 && NtpTimestamp.nanosBetween(config.oldestNtp(), timestamp) < 0;
    }

    /** Counts a datagram from the session's source that never reached {@link #reflect}, or a reply that did not leave. */
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
