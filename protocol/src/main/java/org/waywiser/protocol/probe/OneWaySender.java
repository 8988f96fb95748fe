package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.waywiser.protocol.schedule.SendTimes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.SkipRange;

/**
 * A Session-Sender of OWAMP: which packet is due when, and which are not sent any more. RFC 4656 §4.1.
 *
 * <p>One thread. Times are NTP timestamps: the schedule is one of wall time.
 */
public final class OneWaySender {
    /** Skip ranges of one session that are written, and read of a peer: 128 KiB. RFC 4656 §6.5. */
    public static final int MOST_RANGES = 16_384;

    private final OneWayConfig config;
    private final SenderConfig packetConfig;
    private final SenderPackets packets;
    private final SendTimes times;
    private final List<SkipRange> skipped = new ArrayList<>();
    private long end;
    private long next;
    private long dueNtp;

    /**
     * @param paddingLength octets after each packet, 0 to 65,459
     * @param zeroPadding padding of zeros instead of pseudo-random octets
     * @param random for padding only. RFC 4656 §4.1.2
     */
    public OneWaySender(
            OneWayConfig config, int paddingLength, boolean zeroPadding, ProbeClock clock, RandomGenerator random) {
        this.config = config;
        packetConfig = new SenderConfig(config.mode(), config.cipher(), paddingLength, zeroPadding, 1, 0);
        packets = new SenderPackets(packetConfig, clock, random);
        times = config.schedule().times(config.sid(), config.startTimeNtp());
        end = config.packets();
        dueNtp = times.next();
    }

    /** Octets of each packet sent. */
    public int packetLength() {
        return packetConfig.packetLength();
    }

    /** Of the packets. */
    public ProbeMode mode() {
        return config.mode();
    }

    /**
     * When the next packet is to be sent, which may be in the past; those that are late by more than Timeout are skipped. RFC 4656 §4.1.1.
     *
     * @return empty when all were sent or skipped, and before a packet that would be one skip range too many
     */
    public OptionalLong dueNtp(long nowNtp) {
        while (next < end && nowNtp - dueNtp > config.timeoutNtp()) skip();
        return next < end ? OptionalLong.of(dueNtp) : OptionalLong.empty();
    }

    /** Writes the next packet but for what {@link #stamp} adds. */
    public void prepare(MemorySegment packet) {
        packets.prepare(packet, next);
    }

    /** Completes a prepared packet, to be sent at once. */
    public void stamp(MemorySegment packet) {
        packets.stamp(packet);
    }

    /** The packet that was stamped has left. */
    public void sent() {
        advance();
    }

    /** The next packet is not sent; nor is any other, if Stop-Sessions has no more room to say so of this one. */
    public void skip() {
        int last = skipped.size() - 1;
        if (last >= 0 && skipped.get(last).last() == next - 1) {
            skipped.set(last, new SkipRange(skipped.get(last).first(), next));
        } else if (skipped.size() == MOST_RANGES) {
            end = next;
            return;
        } else {
            skipped.add(new SkipRange(next, next));
        }
        advance();
    }

    private void advance() {
        next++;
        if (next < end) dueNtp = times.next();
    }

    /** What Stop-Sessions has to say of the session. RFC 4656 §3.8. */
    public Description description() {
        return new Description(config.sid(), next, skipped);
    }
}
