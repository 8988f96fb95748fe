package org.waywiser.net.udp;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When to look at each session again: one time for a session, and none for one that has ended. One thread. */
final class SessionAlarms {
    /** Numbered, since several may be due at once. */
    record Alarm(long atNanos, long number, PortSession session) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            int order = Long.signum(atNanos - other.atNanos);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    private final TreeSet<Alarm> alarms = new TreeSet<>();
    private long numbers;

    /** In place of the one that the session has. */
    void set(PortSession session, long atNanos) {
        cancel(session);
        var alarm = new Alarm(atNanos, numbers++, session);
        session.alarm = alarm;
        alarms.add(alarm);
    }

    void cancel(PortSession session) {
        Alarm alarm = session.alarm;
        if (alarm == null) return;
        alarms.remove(alarm);
        session.alarm = null;
    }

    /** Nanoseconds until the next one's time has come, Long.MAX_VALUE for never. */
    long left(long nowNanos) {
        return alarms.isEmpty() ? Long.MAX_VALUE : Math.max(0, alarms.first().atNanos() - nowNanos);
    }

    /** A session whose time has come, without alarm from now on; null if there is none. */
    @Nullable
    PortSession due(long nowNanos) {
        if (left(nowNanos) > 0) return null;
        PortSession session = alarms.removeFirst().session();
        session.alarm = null;
        return session;
    }
}
