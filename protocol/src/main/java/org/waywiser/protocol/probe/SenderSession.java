package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.PacketRecord;
import org.waywiser.protocol.metrics.SequenceWindow;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWayMetrics;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.probe.ReplyFields;

/**
 * A Session-Sender: writes test packets, matches replies to them, and feeds the metrics. RFC 5357 §4.1.
 *
 * <p>A reply counts only if it is long enough, authentic in keyed modes, names a packet that was sent and the very time
 * it was sent at, and was not seen before. Anything else is counted as what it is, and changes nothing.
 *
 * <p>One thread. Monotonic times are nanoseconds that may wrap.
 */
public final class SenderSession {
    /** How much later than a sender or reflector has written a packet can have left. */
    private static final long MOST_LATER_NANOS = 1_000_000_000;

    private final SenderCodec codec;
    private final ReplyFields reply;
    private final long timeoutNanos;
    private final ProbeClock clock;
    private final Outstanding outstanding;
    private final SequenceWindow reflected = new SequenceWindow();
    private final TwoWayMetrics metrics;

    private @Nullable PacketRecord held;
    private long oldestAwaited;
    private long awaited;

    /**
     * A session of TWAMP.
     *
     * @param clock of the sender: T1 and its Error Estimate
     * @param random for padding only, independent of all other randomness. RFC 4656 §4.1.2
     */
    public SenderSession(SenderConfig config, ProbeClock clock, RandomGenerator random) {
        this(new TwampSenderCodec(config, clock, random), config.timeoutNanos(), config.recordLimit(), clock);
    }

    /**
     * A session of any protocol.
     *
     * @param timeoutNanos a packet without a reply for so long is lost
     * @param recordLimit how many single records are kept, 0 for none
     * @param clock of the sender, which the codec has too
     */
    public SenderSession(SenderCodec codec, long timeoutNanos, int recordLimit, ProbeClock clock) {
        this.codec = codec;
        this.reply = codec.reply();
        this.timeoutNanos = Math.min(timeoutNanos, Long.MAX_VALUE / 4);
        this.clock = clock;
        outstanding = new Outstanding(recordLimit > 0);
        metrics = new TwoWayMetrics(recordLimit);
    }

    /** Call it before the first packet to have the course of the session measured as well. */
    public void keepCourse() {
        metrics.keepCourse();
    }

    /** How packets are written and read. */
    public SenderCodec codec() {
        return codec;
    }

    /** How packets are protected. */
    public ProbeMode mode() {
        return codec.mode();
    }

    /** Octets of each packet sent. */
    public int packetLength() {
        return codec.packetLength();
    }

    /** A packet without a reply for so long is lost. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /**
     * Writes the next packet but for what {@link #stamp} adds: all that can be done before its time has come.
     *
     * @param packet {@link #packetLength} octets or more
     */
    public void prepare(MemorySegment packet) {
        codec.prepare(packet, outstanding.next());
    }

    /** Completes a prepared packet, to be sent at once: T1, and in encrypted mode the protection of it. */
    public void stamp(MemorySegment packet) {
        codec.stamp(packet);
    }

    /**
     * The packet that was stamped has left; what is to be kept of it is kept now, not between T1 and the kernel.
     *
     * @param nowNanos monotonic time of sending
     * @param lagNanos how much later than scheduled that was
     */
    public void sent(long nowNanos, long lagNanos) {
        makeRoom(nowNanos);
        outstanding.add(codec.sentNtp(), codec.errorEstimate(), nowNanos, lagNanos);
        awaited++;
        metrics.sent(codec.sentNtp(), codec.errorEstimate(), lagNanos);
        codec.sent(nowNanos);
    }

    /**
     * Someone nearer to the wire says when a packet left. That takes the place of T1 in what is computed from replies that come later; T1 as it
     * was written is what a reply has to bring back.
     *
     * @param sequence the full number of a packet, which may be forgotten already
     */
    public void left(long sequence, long ntp, StampSource source) {
        if (!outstanding.known(sequence)) return;
        // Beyond that a clock was set meanwhile, or is another one.
        long after = NtpTimestamp.nanosBetween(outstanding.sentNtp(sequence), ntp);
        if (after >= 0 && after < MOST_LATER_NANOS) outstanding.left(sequence, ntp, source);
    }

    /** Forgets the packet whose place the next one takes: sent longer ago than Timeout, unless the ring is at its limit. */
    private void makeRoom(long nowNanos) {
        if (outstanding.crowded(nowNanos, timeoutNanos)) outstanding.grow();
        if (outstanding.full()) giveUp(outstanding.oldest());
    }

    private void giveUp(long sequence) {
        if (outstanding.state(sequence) != Outstanding.AWAITED) return;
        outstanding.state(sequence, Outstanding.LOST);
        awaited--;
        metrics.lost(PacketRecord.lost(
                sequence,
                outstanding.sentNtp(sequence),
                outstanding.errorEstimate(sequence),
                dueNtp(sequence),
                outstanding.leftNtp(sequence),
                outstanding.leftBy(sequence)));
    }

    /**
     * Takes in a datagram from the reflector's address.
     *
     * @param packet from index 0, off or on the heap
     * @param length octets received
     * @param ttl TTL or Hop Limit on arrival, -1 if unknown
     * @param tos the octet with DSCP and ECN on arrival, -1 if unknown
     * @param receivedNtp T4
     * @param source where T4 was taken
     */
    public void received(MemorySegment packet, int length, int ttl, int tos, long receivedNtp, StampSource source) {
        DropReason unreadable = codec.open(packet, length);
        if (unreadable != null) {
            drop(unreadable);
            return;
        }
        if (ErrorEstimate.corrupt(reply.errorEstimate())) {
            drop(DropReason.ZERO_MULTIPLIER);
            return;
        }
        long sequence = outstanding.find(reply.senderSequenceNumber());
        if (sequence < 0) {
            drop(DropReason.NOT_SENT);
        } else if (reply.senderTimestamp() != outstanding.sentNtp(sequence)) {
            drop(DropReason.WRONG_TIMESTAMP);
        } else if (outstanding.state(sequence) == Outstanding.LOST
                || NtpTimestamp.nanosBetween(reply.senderTimestamp(), receivedNtp) > timeoutNanos) {
            // RFC 5560 §2.4: copies count only within Timeout, so this is looked at first.
            drop(DropReason.LATE);
        } else if (codec.numbersReplies() && !reflected.first(reply.sequenceNumber())) {
            drop(DropReason.REPLAYED);
        } else {
            boolean further = outstanding.state(sequence) != Outstanding.AWAITED;
            if (further) metrics.duplicate();
            else accept(record(sequence, ttl, receivedNtp, source), codec.accepted(packet, length, tos), ttl, tos);
            if (codec.numbersReplies()) metrics.reply(reply.sequenceNumber(), sequence, receivedNtp, timeoutNanos);
        }
    }

    private PacketRecord record(long sequence, int ttl, long receivedNtp, StampSource source) {
        return new PacketRecord(
                sequence,
                reply.senderTimestamp(),
                outstanding.errorEstimate(sequence),
                reply.receiveTimestamp(),
                reply.timestamp(),
                reply.errorEstimate(),
                reply.sequenceNumber(),
                receivedNtp,
                clock.errorEstimate(),
                reply.senderTtl(),
                ttl < 0 ? 255 : ttl,
                source,
                dueNtp(sequence),
                outstanding.leftNtp(sequence),
                outstanding.leftBy(sequence));
    }

    private long dueNtp(long sequence) {
        return metrics.keepsRecords()
                ? outstanding.sentNtp(sequence) - NtpTimestamp.interval(Math.max(0, outstanding.lagNanos(sequence)))
                : 0;
    }

    /** @param before what it tells of the reply before */
    private void accept(PacketRecord packet, SenderCodec.@Nullable FollowUp before, int ttl, int tos) {
        awaited--;
        metrics.ttls(packet.forwardTtl(), ttl);
        metrics.marked(reply.senderDscpEcn(), tos);
        followUp(before);
        if (codec.followsUp()) hold(packet);
        else measure(packet);
    }

    private void hold(PacketRecord packet) {
        held = packet;
        outstanding.state(packet.sequence(), Outstanding.HELD);
    }

    /** What was held is measured, by the time at which its reply really left, if that was told. */
    private void followUp(SenderCodec.@Nullable FollowUp told) {
        PacketRecord packet = held;
        if (packet == null) return;
        held = null;
        if (told != null && told.number() == packet.reflectorSequence()) {
            long after = NtpTimestamp.nanosBetween(packet.reflectorSentNtp(), told.ntp());
            if (after > 0 && after < MOST_LATER_NANOS) packet = packet.reflectedAt(told.ntp());
        }
        measure(packet);
    }

    private void measure(PacketRecord packet) {
        metrics.received(packet);
        long sequence = packet.sequence();
        if (!outstanding.known(sequence)) return;
        outstanding.answered(sequence, packet.forwardNanos(), packet.rttNanos());
        if (answered(sequence - 1)) variation(sequence - 1);
        if (answered(sequence + 1)) variation(sequence);
    }

    private void variation(long sequence) {
        metrics.variation(
                outstanding.forwardNanos(sequence + 1) - outstanding.forwardNanos(sequence),
                outstanding.rttNanos(sequence + 1) - outstanding.rttNanos(sequence));
    }

    private boolean answered(long sequence) {
        return outstanding.known(sequence) && outstanding.state(sequence) == Outstanding.ANSWERED;
    }

    /**
     * Gives up packets sent longer ago than Timeout. Called when everything that has arrived was taken in, so that a
     * busy machine loses nothing.
     */
    public void expire(long nowNanos) {
        oldestAwaited = Math.max(oldestAwaited, outstanding.oldest());
        while (oldestAwaited < outstanding.next()) {
            if (outstanding.state(oldestAwaited) == Outstanding.AWAITED) {
                if (nowNanos - outstanding.sentNanos(oldestAwaited) < timeoutNanos) return;
                giveUp(oldestAwaited);
            }
            oldestAwaited++;
        }
    }

    /** No more replies come: what waited for one is measured as it is. */
    public void conclude() {
        followUp(null);
    }

    /** When {@link #expire} gives up the next packet; empty if none is awaited. Call {@link #expire} before. */
    public OptionalLong deadline() {
        return awaited == 0
                ? OptionalLong.empty()
                : OptionalLong.of(outstanding.sentNanos(oldestAwaited) + timeoutNanos);
    }

    /** Monotonic time at which a packet is to be sent whatever the schedule says; empty for none. */
    public OptionalLong repeatAt() {
        return codec.repeatAt();
    }

    /** That time has come: the packet is to be prepared, anew if one was, and sent. */
    public void repeat() {
        codec.repeat();
    }

    /** Packets whose fate is open. */
    public long awaited() {
        return awaited;
    }

    /** Packets sent so far. */
    public long sent() {
        return outstanding.next();
    }

    /** Counts an event that the engine saw. */
    public void drop(DropReason reason) {
        drop(reason, 1);
    }

    /** Counts events that the engine saw, or nothing if there were none. */
    public void drop(DropReason reason, long times) {
        metrics.drops().count(reason, times);
    }

    /** What was measured so far, frozen: for another thread to evaluate. */
    public TwoWayMetrics measured() {
        return metrics.copy();
    }
}
