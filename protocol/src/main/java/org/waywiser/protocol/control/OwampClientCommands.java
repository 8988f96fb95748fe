package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ClientInput.OneWay;
import org.waywiser.protocol.control.ClientInput.Start;
import org.waywiser.protocol.control.ClientInput.Tick;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StartSessions;

/** The commands of an OWAMP control connection at the Control-Client and Fetch-Client. RFC 4656 §3.4–3.9. */
final class OwampClientCommands implements ClientStage {
    private static final long REPLY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** RFC 4656 §3.8: a Server answers at once, having nothing to wait for but its own files. */
    private static final long STOP_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private sealed interface State {}

    private record Ready() implements State {}

    private record AwaitAccept(RequestSession request, long deadline) implements State {}

    private record AwaitStartAck(long deadline) implements State {}

    /** @param deadline where only the Server's Stop-Sessions is missing */
    private record Measuring(boolean theyStopped, boolean weStopped, OptionalLong deadline) implements State {}

    private record Fetching(FetchReader reader, long deadline) implements State {}

    private record Situation(State state, ClientInput input) {}

    private final ClientLine line;
    private final Agreed agreed;
    private final OutgoingStream out;
    private final CommandReader replies;
    private final List<Sid> theirs = new ArrayList<>();
    private final Set<Sid> accepted = new HashSet<>();
    private State state = new Ready();

    OwampClientCommands(ClientLine line, Agreed agreed, OutgoingStream out) {
        this.line = line;
        this.agreed = agreed;
        this.out = out;
        this.replies = new CommandReader(line.buffer(), agreed.incoming());
    }

    @Override
    public void on(ClientInput input, long nowNanos) {
        switch (new Situation(state, input)) {
            case Situation(Ready _, OneWay.Request(RequestSession request)) -> {
                // RFC 4656 §3.5: the schedule has an HMAC of its own.
                line.send(out.seal(request.header()));
                line.send(out.seal(request.schedule()));
                state = new AwaitAccept(request, nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Situation(Ready _, Start _) -> {
                line.send(out.seal(new StartSessions().toByteArray()));
                state = new AwaitStartAck(nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Situation(Ready _, OneWay.Fetch(var wanted)) -> {
                line.send(out.seal(wanted.toByteArray()));
                state = new Fetching(new FetchReader(replies, line), nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Situation(Measuring(boolean theyStopped, boolean weStopped, var _), OneWay.End end)
            when !weStopped -> end(end, theyStopped, nowNanos);
            case Situation(AwaitAccept(var _, long deadline), Tick _) -> expire(deadline, nowNanos);
            case Situation(AwaitStartAck(long deadline), Tick _) -> expire(deadline, nowNanos);
            case Situation(Fetching(var _, long deadline), Tick _) -> expire(deadline, nowNanos);
            case Situation(Measuring(var _, var _, OptionalLong deadline), Tick _) -> {
                if (deadline.isPresent()) expire(deadline.getAsLong(), nowNanos);
            }
            case Situation(var _, Tick _) -> {}
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
    }

    @Override
    public void read(long nowNanos) throws MalformedMessage, CommandReader.WrongHmac {
        switch (state) {
            case AwaitAccept(RequestSession request, var _) -> {
                byte[] body = replies.next(_ -> AcceptSession.BODY_LENGTH);
                if (body != null) accepted(request, AcceptSession.read(WireReader.of(body)));
            }
            case AwaitStartAck _ -> {
                byte[] body = replies.next(_ -> StartAck.BODY_LENGTH);
                if (body != null) acknowledged(StartAck.read(WireReader.of(body)));
            }
            case Fetching(FetchReader reader, var _) -> {
                if (reader.read()) state = new Ready();
                // As long as something comes the Server is alive.
                else state = new Fetching(reader, nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Measuring _, Ready _ -> {}
        }
        // The Server may stop as soon as it has started.
        if (state instanceof Measuring measuring && !measuring.theyStopped()) stop(measuring.weStopped());
        // It is the client's turn: whatever comes was not asked for.
        boolean stopped = state instanceof Measuring(boolean they, var _, var _) && they;
        if ((state instanceof Ready || stopped)
                && !line.closed()
                && line.buffer().size() > 0) {
            close(CloseReason.OUT_OF_TURN, null);
        }
    }

    @Override
    public OptionalLong deadline() {
        return switch (state) {
            case AwaitAccept(var _, long deadline) -> OptionalLong.of(deadline);
            case AwaitStartAck(long deadline) -> OptionalLong.of(deadline);
            case Fetching(var _, long deadline) -> OptionalLong.of(deadline);
            case Measuring(var _, var _, OptionalLong deadline) -> deadline;
            case Ready _ -> OptionalLong.empty();
        };
    }

    @Override
    public void close(CloseReason reason, @Nullable Accept accept) {
        line.close(reason, accept);
        agreed.wipe();
    }

    private void accepted(RequestSession request, AcceptSession answer) {
        boolean ok = answer.accept().ok();
        boolean portNeeded = !(request.confSender() && request.confReceiver());
        if (ok && portNeeded && answer.port() == 0) {
            // No test packet could be sent to it, nor come from it.
            close(CloseReason.MALFORMED, null);
            return;
        }
        Sid sid = request.confReceiver() ? answer.sid() : request.sid();
        if (ok && !accepted.add(sid)) {
            // RFC 4656 §3.5: a SID is unique, and the keys of a session follow from it.
            close(CloseReason.MALFORMED, null);
            return;
        }
        state = new Ready();
        if (!ok) {
            line.tell(new ClientEffect.SessionRefused(answer.accept()));
            return;
        }
        if (request.confSender()) theirs.add(sid);
        line.tell(new ClientEffect.SessionAccepted(sid, answer.port(), agreed.keys(), 0));
    }

    private void acknowledged(StartAck ack) {
        if (!ack.accept().ok()) {
            // RFC 4656 §3.7: the client should close the connection.
            close(CloseReason.REFUSED, ack.accept());
            return;
        }
        state = new Measuring(false, false, OptionalLong.empty());
        line.tell(new ClientEffect.Started());
    }

    private void stop(boolean weStopped) throws MalformedMessage, CommandReader.WrongHmac {
        byte[] body =
                replies.next(start -> OwampStopSessions.bodyLength(start, theirs.size(), OneWaySender.MOST_RANGES));
        if (body == null) return;
        var stop = OwampStopSessions.read(WireReader.of(body));
        Set<Sid> sessions = new HashSet<>(theirs);
        if (!OneWayRules.accountsFor(stop.descriptions(), sessions)) {
            close(CloseReason.WRONG_SESSION_COUNT, null);
            return;
        }
        if (weStopped) ended();
        else state = new Measuring(true, false, OptionalLong.empty());
        line.tell(new ClientEffect.OneWay.Ended(stop.accept(), stop.descriptions()));
    }

    private void end(OneWay.End end, boolean theyStopped, long now) {
        List<Description> sent = end.sent();
        line.send(out.seal(new OwampStopSessions(end.accept(), sent).toByteArray()));
        if (theyStopped) ended();
        else state = new Measuring(false, true, OptionalLong.of(now + STOP_TIMEOUT_NANOS));
    }

    private void ended() {
        theirs.clear();
        accepted.clear();
        state = new Ready();
    }

    private void expire(long deadline, long now) {
        if (now - deadline >= 0) close(CloseReason.REPLY_TIMEOUT, null);
    }
}
