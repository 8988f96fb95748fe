package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.wire.probe.ReplyFields;

/** How packets of one session are written and its replies read: all in which protocols and modes differ. One thread. */
public interface SenderCodec {
    /** How packets are protected. */
    ProbeMode mode();

    /** Octets of each packet. */
    int packetLength();

    /**
     * Writes a packet but for what {@link #stamp} adds.
     *
     * @param packet {@link #packetLength} octets or more
     */
    void prepare(MemorySegment packet, long sequence);

    /** Completes a prepared packet, to be sent at once: T1, and protection where that covers it. */
    void stamp(MemorySegment packet);

    /** T1 of the packet that was stamped last. */
    long sentNtp();

    /** What the packet that was prepared last says of the clock. */
    int errorEstimate();

    /** The packet that was stamped last has left at this monotonic time. */
    default void sent(long nowNanos) {}

    /** Monotonic time at which a packet is to be sent off schedule, as an earlier one has brought no answer; empty for none. */
    default OptionalLong repeatAt() {
        return OptionalLong.empty();
    }

    /** That time has come: the packet that is prepared next is the one. */
    default void repeat() {}

    /**
     * Checks a reply and has {@link #reply} tell what is in it.
     *
     * @return why it is none; null if it is one
     */
    @Nullable
    DropReason open(MemorySegment packet, int length);

    /** The reply that was opened last. */
    ReplyFields reply();

    /** Whether no two replies have the same number of the reflector, so that a second one is a copy. RFC 5357 §4.2.1. */
    boolean numbersReplies();

    /**
     * The reply that was opened last is the first to its packet: what else it tells counts.
     *
     * @param tos the octet with DSCP and ECN on arrival, -1 if unknown
     * @return what it tells of the reply before it; null for nothing
     */
    default @Nullable FollowUp accepted(MemorySegment packet, int length, int tos) {
        return null;
    }

    /** Whether replies may tell of those before them. RFC 8972 §4.7. */
    default boolean followsUp() {
        return false;
    }

    /**
     * When an earlier reply really left.
     *
     * @param number the reflector's, of that reply
     * @param ntp in place of the T3 in it
     */
    record FollowUp(long number, long ntp) {}
}
