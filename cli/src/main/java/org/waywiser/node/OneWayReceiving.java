package org.waywiser.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.waywiser.net.udp.ReceiverRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.store.SessionRecorder;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.ReceiverSession;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;

/** The Session-Receiver of one session of a Server, and the file that it writes. RFC 4656 §4.2. */
final class OneWayReceiving {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private final ReceiverRun run;
    private final SessionRecorder recorder;
    private final Sid sid;
    private final Runnable noMoreFlushes;
    private final CompletableFuture<Accept> failed = new CompletableFuture<>();

    /** Takes socket and recorder over. */
    OneWayReceiving(
            OneWayService service,
            UdpSocket socket,
            InetSocketAddress sender,
            OneWayConfig config,
            SessionRecorder recorder) {
        this.recorder = recorder;
        this.sid = config.sid();
        run = ReceiverRun.open(socket, sender, new ReceiverSession(config, recorder));
        noMoreFlushes = service.often(() -> run.between(this::flush));
    }

    void start() {
        run.start();
    }

    /** Completed when every packet is received or lost, or the session has ended. */
    CompletableFuture<Void> complete() {
        return run.complete().exceptionally(failure -> {
            fail(failure);
            return null;
        });
    }

    /** Completed if not everything can be recorded, with what to tell the client. */
    CompletableFuture<Accept> failed() {
        return failed;
    }

    /** The sender has said what it sent. Completed when the file is as it will stay. */
    CompletableFuture<Void> stop(Accept accept, Description sent) {
        return run.stop(accept, sent).handle(this::end);
    }

    /** Nobody will say what was sent. */
    CompletableFuture<Void> leave() {
        return run.breakOff().handle(this::end);
    }

    /** The session never ran. */
    CompletableFuture<Void> discard() {
        return run.breakOff().handle((_, _) -> {
            noMoreFlushes.run();
            try {
                recorder.discard();
            } catch (IOException e) {
                tell(e);
            }
            return null;
        });
    }

    private void flush() {
        recorder.flush();
        IOException missing = recorder.failure();
        // RFC 4656 §3.3: where there is no room now there may be later.
        if (missing != null && failed.complete(Accept.TEMPORARY_LIMIT)) tell(missing);
    }

    private void fail(Throwable failure) {
        if (failed.complete(Accept.INTERNAL_ERROR)) tell(failure);
    }

    private Void end(SessionEnd how, Throwable failure) {
        noMoreFlushes.run();
        Drops.tell("session " + sid, run.drops());
        try {
            if (failure == null) {
                flush();
                recorder.end(how);
            } else {
                fail(failure);
                recorder.leave();
            }
        } catch (IOException e) {
            fail(e);
        }
        return null;
    }

    private void tell(Throwable e) {
        LOG.log(Level.ERROR, "session {0} is not stored as it should be: {1}", sid, e.getMessage());
    }
}
