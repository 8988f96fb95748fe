package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.ErrorEstimate;

/** All about the packet being answered that its TLVs can ask for; one object, filled anew for each packet. */
final class Reflection {
    /** Of RFC 8972 §5.4: NTP stands for any external source, since the kernel does not say which. */
    private static final int SYNC_NTP = 1;

    private static final int SYNC_LOCAL = 5;

    /** Of RFC 8972 §5.5. */
    static final int HARDWARE_ASSIST = 1;

    static final int SOFTWARE_LOCAL = 2;

    private static final int TOS_UNKNOWN = -1;

    MemorySegment packet = MemorySegment.NULL;

    @Nullable
    PacketEndpoints endpoints;

    int tos;
    int errorEstimate;
    StampSource receiveSource = StampSource.USER;
    long received;
    long reflected;
    boolean stateful;

    /** Of the reply before. */
    long lastSequence;

    long lastTimestamp;
    int lastMethod;

    /** Whether the packet asks for what the next reply tells of this one's. */
    boolean followed;

    /** DSCP for the reply. */
    int replyDscp;

    int dscp() {
        return tos == TOS_UNKNOWN ? 0 : tos >>> 2 & 0x3f;
    }

    int ecn() {
        return tos == TOS_UNKNOWN ? 0 : tos & 3;
    }

    int syncSource() {
        return ErrorEstimate.of(errorEstimate).clockSynchronized() ? SYNC_NTP : SYNC_LOCAL;
    }

    static int method(StampSource source) {
        return source == StampSource.HARDWARE ? HARDWARE_ASSIST : SOFTWARE_LOCAL;
    }
}
