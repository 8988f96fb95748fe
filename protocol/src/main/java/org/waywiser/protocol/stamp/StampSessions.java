package org.waywiser.protocol.stamp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a stateful reflector, a bounded number: no one is told of their end, so they are forgotten when nothing came for long. One
 * thread; monotonic times are nanoseconds that may wrap.
 *
 * @param <K> what tells sessions apart
 */
public final class StampSessions<K> {
    private static final class Session {
        private final StampReflector reflector;
        private long lastNanos;

        Session(StampReflector reflector, long nowNanos) {
            this.reflector = reflector;
            lastNanos = nowNanos;
        }
    }

    private final int most;
    private final long idleNanos;
    // the one that had no packet for longest comes first
    private final Map<K, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most sessions at once; those that are there are never pushed out by others, which could be as many as forged addresses
     * @param idleNanos without a packet, after which a session is forgotten
     */
    public StampSessions(int most, long idleNanos) {
        this.most = most;
        this.idleNanos = idleNanos;
    }

    /** The session that a packet belongs to; null if there is none. */
    public @Nullable StampReflector find(K key, long nowNanos) {
        Session session = sessions.get(key);
        if (session == null) return null;
        session.lastNanos = nowNanos;
        return session.reflector;
    }

    /** Keeps a session, in the place of one that had the key; not if it is {@link #full}. */
    public void add(K key, StampReflector reflector, long nowNanos) {
        if (full(nowNanos) && !sessions.containsKey(key)) throw new IllegalStateException("no room");
        sessions.put(key, new Session(reflector, nowNanos));
    }

    /** Whether there is no room for one more. */
    public boolean full(long nowNanos) {
        if (sessions.size() >= most) expire(nowNanos);
        return sessions.size() >= most;
    }

    public int size() {
        return sessions.size();
    }

    private void expire(long nowNanos) {
        for (Iterator<Session> eldest = sessions.values().iterator(); eldest.hasNext(); ) {
            if (nowNanos - eldest.next().lastNanos < idleNanos) return;
            eldest.remove();
        }
    }
}
