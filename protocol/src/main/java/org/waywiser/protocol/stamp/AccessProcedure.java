package org.waywiser.protocol.stamp;

import java.util.OptionalLong;

/** Repeats an Access Report until it comes back, or has been repeated often enough. RFC 8972 §4.6. */
final class AccessProcedure {
    private final AccessReporting plan;
    private boolean carried = true;
    private int sent;
    private OptionalLong timer = OptionalLong.empty();

    AccessProcedure(AccessReporting plan) {
        this.plan = plan;
    }

    /** Whether the packet that is prepared next has the report. */
    boolean carried() {
        return carried;
    }

    /** The packet that was prepared last has left. */
    void sent(long nowNanos) {
        if (!carried) return;
        carried = false;
        sent++;
        if (sent <= plan.repetitions()) timer = OptionalLong.of(nowNanos + plan.timerNanos());
    }

    /** When it is to be sent again. */
    OptionalLong timer() {
        return timer;
    }

    void repeat() {
        timer = OptionalLong.empty();
        carried = true;
    }

    /** It has come back. */
    void reflected() {
        timer = OptionalLong.empty();
    }

    int timesSent() {
        return sent;
    }
}
