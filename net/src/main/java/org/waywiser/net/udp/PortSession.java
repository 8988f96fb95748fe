package org.waywiser.net.udp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.probe.ReflectorCounts;
import org.waywiser.protocol.probe.ReflectorSession;

/** One session on a {@link ReflectorPort}, as other threads hold it. */
public final class PortSession {
    /** Why a session ended. */
    public enum End {
        /** Timeout after Stop-Sessions is over. RFC 5357 §3.8. */
        STOPPED,
        /** No packet came for REFWAIT. RFC 5357 §4.2. */
        REFWAIT,
        /** {@link #remove} was called. */
        REMOVED,
        /** The port was closed, or failed. */
        PORT_CLOSED
    }

    private final ReflectorPort port;
    private final Source source;
    private final ReflectorSession session;
    private final CompletableFuture<End> ended = new CompletableFuture<>();

    /** Of the port's thread. */
    SessionAlarms.@Nullable Alarm alarm;

    PortSession(ReflectorPort port, Source source, ReflectorSession session) {
        this.port = port;
        this.source = source;
        this.session = session;
    }

    /** Start-Sessions came. A packet that arrives after this returned is reflected. */
    public void start() {
        port.command(new ReflectorPort.Start(this));
    }

    /** Stop-Sessions came: reflects for Timeout more, then ends. */
    public void stop() {
        port.command(new ReflectorPort.Stop(this));
    }

    /** Ends the session at once, as when its control connection is lost before it started. */
    public void remove() {
        port.command(new ReflectorPort.Remove(this));
    }

    /** Completed when the session has ended and its source is free again; by a thread of its own. */
    public CompletionStage<End> ended() {
        return ended.minimalCompletionStage();
    }

    /** So far. */
    public ReflectorCounts counts() {
        return session.counts();
    }

    Source source() {
        return source;
    }

    ReflectorSession session() {
        return session;
    }

    void end(End how) {
        // Those who wait for this must not hold up the port's thread.
        Thread.startVirtualThread(() -> ended.complete(how));
    }
}
