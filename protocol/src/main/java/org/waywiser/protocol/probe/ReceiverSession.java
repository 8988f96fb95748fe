package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropCounters;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.probe.PacketFormat;
import org.waywiser.wire.probe.SenderPacket;

/**
 * A Session-Receiver: records the packets of a one-way session, or counts why one is none of it, and knows from the
 * schedule what is lost. RFC 4656 §4.2.
 *
 * <p>A packet is lost when Timeout has gone since it was due, by the receiver's clock; a copy of it that comes later
 * is discarded, so that no packet is both lost and received. Duplicates are recorded as long as their timestamps
 * allow. Times are NTP timestamps: the schedule is one of wall time. One thread; only {@link #drops} may be read by
 * others.
 */
public final class ReceiverSession {
    /** Packets that may be due within three Timeouts, if none is to be given up early. */
    public static final int MOST_AWAITED = ExpectedPackets.LAST_CAPACITY;

    private enum Phase {
        ACCEPTED,
        RUNNING,
        ENDED
    }

    private final OneWayConfig config;
    private final @Nullable ProbeCipher cipher;
    private final ReceiverRecords records;
    private final PacketFormat format;
    private final SenderPacket view;
    private final byte[] clear;
    private final MemorySegment clearSegment;
    private final DropCounters drops = new DropCounters();
    private final ExpectedPackets expected;
    private final long timeout;

    private Phase phase = Phase.ACCEPTED;

    /** Packets below are received or lost. */
    private long decided;

    private long highestReceived = -1;

    public ReceiverSession(OneWayConfig config, ReceiverRecords records) {
        this.config = config;
        this.cipher = config.cipher();
        this.records = records;
        format = config.mode().format();
        view = new SenderPacket(format);
        clear = new byte[config.mode().keyed() ? format.senderLength() : 0];
        clearSegment = MemorySegment.ofArray(clear);
        expected = new ExpectedPackets(config.schedule().times(config.sid(), config.startTimeNtp()));
        timeout = config.timeoutNtp();
    }

    public OneWayConfig config() {
        return config;
    }

    /** Start-Sessions came: from now on packets count. */
    public void start() {
        if (phase == Phase.ACCEPTED) phase = Phase.RUNNING;
    }

    /**
     * Takes in a datagram from the sender's address.
     *
     * @param packet from index 0, on or off the heap
     * @param length octets received
     * @param ttl TTL or Hop Limit on arrival, -1 if unknown
     * @param receivedNtp when it arrived; packets are handed over in this order
     * @param receiveErrorEstimate 16 bits of the receiver's clock
     */
    public void received(MemorySegment packet, int length, int ttl, long receivedNtp, int receiveErrorEstimate) {
        var reason = reasonToDrop(packet, length, receivedNtp, receiveErrorEstimate);
        if (reason != null) {
            drops.count(reason);
            return;
        }
        long sequence = view.sequenceNumber();
        boolean duplicate = expected.state(sequence) == ExpectedPackets.RECEIVED;
        expected.state(sequence, ExpectedPackets.RECEIVED);
        highestReceived = Math.max(highestReceived, sequence);
        records.received(
                sequence,
                view.timestamp(),
                view.errorEstimate(),
                receivedNtp,
                receiveErrorEstimate,
                ttl < 0 ? 255 : ttl,
                duplicate);
    }

    private @Nullable DropReason reasonToDrop(
            MemorySegment packet, int length, long receivedNtp, int receiveErrorEstimate) {
        if (phase == Phase.ACCEPTED) return DropReason.NOT_STARTED;
        if (phase == Phase.ENDED) return DropReason.AFTER_TIMEOUT;
        if (length < format.senderLength()) return DropReason.TOO_SHORT;
        MemorySegment cleartext = packet;
        if (cipher != null) {
            MemorySegment.copy(packet, 0, clearSegment, 0, clear.length);
            if (!cipher.openSender(clear)) return DropReason.BAD_HMAC;
            cleartext = clearSegment;
        }
        view.wrap(cleartext);
        if (ErrorEstimate.corrupt(view.errorEstimate())) return DropReason.ZERO_MULTIPLIER;
        long sequence = view.sequenceNumber();
        if (sequence >= config.packets()) return DropReason.BEYOND_SESSION;
        long sent = view.timestamp();
        if (apart(sent, receivedNtp)) return DropReason.FAR_TIMESTAMP;

        expire(receivedNtp, receiveErrorEstimate);
        if (!reaches(sequence, sent, receivedNtp, receiveErrorEstimate)) return DropReason.OFF_SCHEDULE;
        if (apart(sent, expected.presumedNtp(sequence))) return DropReason.OFF_SCHEDULE;
        return expected.state(sequence) == ExpectedPackets.LOST ? DropReason.DECLARED_LOST : null;
    }

    private boolean apart(long oneNtp, long otherNtp) {
        long difference = oneNtp - otherNtp;
        return difference > timeout || difference < -timeout;
    }

    /** Follows the schedule up to a packet, but no further than its timestamp can be true. */
    private boolean reaches(long sequence, long sentNtp, long nowNtp, int errorEstimate) {
        while (expected.next() <= sequence) {
            if (expected.upcomingNtp() - sentNtp > timeout) return false;
            expect(nowNtp, errorEstimate);
        }
        return sequence >= expected.oldest();
    }

    private void expect(long nowNtp, int errorEstimate) {
        if (expected.full()) makeRoom(nowNtp, errorEstimate);
        expected.add();
    }

    /**
     * A packet due more than two Timeouts ago cannot come any more; one is given up early only when the ring is at
     * its limit.
     */
    private void makeRoom(long nowNtp, int errorEstimate) {
        long oldest = expected.oldest();
        boolean over = oldest < decided && nowNtp - expected.presumedNtp(oldest) - timeout > timeout;
        if (!over && expected.grow()) return;
        if (oldest == decided) decide(errorEstimate);
        expected.forgetOldest();
    }

    private void decide(int errorEstimate) {
        long sequence = decided++;
        if (expected.state(sequence) != ExpectedPackets.AWAITED) return;
        expected.state(sequence, ExpectedPackets.LOST);
        records.lost(sequence, expected.presumedNtp(sequence), errorEstimate);
    }

    /**
     * Gives up packets that were due longer ago than Timeout. Called when everything that has arrived was taken in, so
     * that a busy machine loses nothing.
     *
     * @param errorEstimate 16 bits of the receiver's clock
     */
    public void expire(long nowNtp, int errorEstimate) {
        if (phase != Phase.RUNNING) return;
        while (decided < config.packets() && nowNtp - dueNtp() > timeout) {
            if (decided == expected.next()) expect(nowNtp, errorEstimate);
            decide(errorEstimate);
        }
    }

    private long dueNtp() {
        return decided == expected.next() ? expected.upcomingNtp() : expected.presumedNtp(decided);
    }

    /** After which time {@link #expire} gives up the next packet, as NTP timestamp; empty if nothing is waited for. */
    public OptionalLong deadlineNtp() {
        return complete() || phase != Phase.RUNNING ? OptionalLong.empty() : OptionalLong.of(dueNtp() + timeout);
    }

    /** Whether every packet of the session is received or lost. */
    public boolean complete() {
        return decided == config.packets();
    }

    /**
     * Stop-Sessions came, and all that had arrived before was taken in: no packet counts any more.
     *
     * @param accept of the message; also where our own reported a failure
     * @param nextSequenceNumber what the message says of the session
     * @param skipped likewise
     * @param nowNtp the receiver's clock
     */
    public SessionEnd stop(
            Accept accept, long nextSequenceNumber, List<SkipRange> skipped, long nowNtp, int errorEstimate) {
        expire(nowNtp, errorEstimate);
        phase = Phase.ENDED;
        if (!accept.ok()) return new SessionEnd.Invalid(SessionEnd.Cause.FAILED);
        if (nextSequenceNumber > config.packets()) return new SessionEnd.Invalid(SessionEnd.Cause.BEYOND_REQUEST);
        if (nextSequenceNumber <= highestReceived) return new SessionEnd.Invalid(SessionEnd.Cause.BELOW_RECEIVED);
        if (!SkipRange.inOrder(skipped)
                || !skipped.isEmpty() && skipped.getLast().last() >= nextSequenceNumber)
            return new SessionEnd.Invalid(SessionEnd.Cause.SKIPS);
        return new SessionEnd.Stopped(nextSequenceNumber, skipped, decided);
    }

    /** The control connection broke without Stop-Sessions: no packet counts any more. */
    public SessionEnd broken() {
        phase = Phase.ENDED;
        return new SessionEnd.Broken(highestReceived + 1);
    }

    /** Datagrams that were not recorded, and why; any thread. */
    public DropCounters drops() {
        return drops;
    }
}
