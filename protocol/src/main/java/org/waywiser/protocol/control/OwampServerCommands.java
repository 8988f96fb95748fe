package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.waywiser.protocol.control.ServerInput.OneWay.Ended;
import org.waywiser.protocol.control.ServerInput.OneWay.RecordsRead;
import org.waywiser.protocol.control.ServerInput.OneWay.SessionFound;
import org.waywiser.protocol.control.ServerInput.OneWay.SessionNotFound;
import org.waywiser.protocol.control.ServerInput.SessionConfigured;
import org.waywiser.protocol.control.ServerInput.SessionRefused;
import org.waywiser.protocol.control.ServerInput.Tick;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.CommandNumber;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.StartAck;

/** The commands of an OWAMP control connection at the Server. RFC 4656 §3.4–3.9. */
final class OwampServerCommands implements ServerStage {
    private sealed interface State {}

    private record Ready(long deadline) implements State {}

    /** The first part of a Request-Session is there. */
    private record AwaitSchedule(Octets header, State resume) implements State {}

    private record AwaitSession(RequestSession request) implements State {}

    /** @param deadline where only the client's Stop-Sessions is missing */
    private record Measuring(boolean theyStopped, boolean weStopped, OptionalLong deadline) implements State {}

    private record AwaitStored() implements State {}

    /** @param deadline until which the client has to take some of them */
    private record SendingRecords(long deadline) implements State {}

    private record Situation(State state, ServerInput input) {}

    /** @param theySend whether it is the Control-Client that accounts for what was sent */
    private record Session(Sid sid, boolean theySend) {}

    private final ServerSettings settings;
    private final ServerLine line;
    private final Agreed agreed;
    private final CommandReader commands;
    private final List<Session> accepted = new ArrayList<>();
    private final List<Session> running = new ArrayList<>();
    private State state;

    OwampServerCommands(ServerSettings settings, ServerLine line, Agreed agreed, long nowNanos) {
        this.settings = settings;
        this.line = line;
        this.agreed = agreed;
        this.commands = new CommandReader(line.buffer(), agreed.incoming());
        this.state = new Ready(nowNanos + settings.serverWait().toNanos());
    }

    @Override
    public void on(ServerInput input, long nowNanos) {
        switch (new Situation(state, input)) {
            case Situation(AwaitSession(RequestSession request), SessionConfigured(Sid sid, int port)) -> {
                accepted.add(new Session(sid, !request.confSender()));
                // RFC 4656 §3.5: a receiver that is not ours has made the SID itself.
                line.send(new AcceptSession(Accept.OK, port, request.confReceiver() ? sid : Sid.NONE).toByteArray());
                ready(nowNanos);
            }
            case Situation(AwaitSession _, SessionRefused(Accept accept)) -> {
                refuse(accept);
                ready(nowNanos);
            }
            case Situation(Measuring measuring, Ended ended) -> ended(measuring, ended, nowNanos);
            case Situation(AwaitSchedule(Octets header, Measuring measuring), Ended ended) -> {
                ended(measuring, ended, nowNanos);
                state = new AwaitSchedule(header, state);
            }
            case Situation(var _, Ended _) -> {}
            case Situation(
                    AwaitStored _,
                    SessionFound(FetchAck ack, RequestSession request, List<SkipRange> skipped)) ->
                found(ack, request, skipped, nowNanos);
            case Situation(AwaitStored _, SessionNotFound(Accept accept)) -> {
                refuseFetch(accept);
                ready(nowNanos);
            }
            case Situation(SendingRecords _, RecordsRead(Octets records, boolean last)) ->
                send(records, last, nowNanos);
            case Situation(var _, Tick _) -> deadline().ifPresent(deadline -> expire(deadline, nowNanos));
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
    }

    @Override
    public boolean read(long nowNanos) throws MalformedMessage, CommandReader.WrongHmac {
        return switch (state) {
            case Ready _, Measuring _ -> {
                byte[] body = commands.next(this::bodyLength);
                if (body != null) command(body, nowNanos);
                yield body != null;
            }
            case AwaitSchedule(Octets header, State resume) -> {
                int length = (int) RequestSession.scheduleLength(WireReader.of(header));
                byte[] schedule = commands.next(_ -> length);
                if (schedule != null) request(header, schedule, resume, nowNanos);
                yield schedule != null;
            }
            case AwaitSession _, AwaitStored _, SendingRecords _ -> false;
        };
    }

    @Override
    public OptionalLong deadline() {
        return deadline(state);
    }

    private static OptionalLong deadline(State state) {
        return switch (state) {
            case Ready(long deadline) -> OptionalLong.of(deadline);
            case SendingRecords(long deadline) -> OptionalLong.of(deadline);
            case Measuring(var _, var _, OptionalLong deadline) -> deadline;
            case AwaitSchedule(var _, State resume) -> deadline(resume);
            case AwaitSession _, AwaitStored _ -> OptionalLong.empty();
        };
    }

    @Override
    public void close(CloseReason reason) {
        if (!running.isEmpty()) {
            line.tell(
                    switch (reason) {
                        case SA_GONE -> new ServerEffect.AbandonSessions(sids(running));
                        case WRONG_SESSION_COUNT -> new ServerEffect.OneWay.Invalidate(sids(running));
                        default -> new ServerEffect.OneWay.Leave(sids(running));
                    });
        }
        if (!accepted.isEmpty()) line.tell(new ServerEffect.AbandonSessions(sids(accepted)));
        line.close(reason);
        agreed.wipe();
    }

    private int bodyLength(byte[] start) throws MalformedMessage {
        if (start.length == 0) return ControlMessage.BLOCK;
        var command = CommandNumber.of(start);
        if (command.equals(CommandNumber.REQUEST_SESSION)) return RequestSession.HEADER_LENGTH;
        if (command.equals(CommandNumber.FETCH_SESSION)) return FetchSession.BODY_LENGTH;
        if (command.equals(CommandNumber.STOP_SESSIONS)) {
            return OwampStopSessions.bodyLength(start, running.size(), OneWaySender.MOST_RANGES);
        }
        return ControlMessage.BLOCK;
    }

    private void command(byte[] body, long now) throws MalformedMessage {
        var command = CommandNumber.of(body);
        if (command.equals(CommandNumber.REQUEST_SESSION)) {
            beginRequest(body);
        } else if (command.equals(CommandNumber.START_SESSIONS)) {
            start();
        } else if (command.equals(CommandNumber.STOP_SESSIONS)
                && state instanceof Measuring(boolean theyStopped, boolean weStopped, var _)
                && !theyStopped) {
            stop(OwampStopSessions.read(WireReader.of(body)), weStopped, now);
        } else if (command.equals(CommandNumber.FETCH_SESSION)) {
            fetch(FetchSession.read(WireReader.of(body)), now);
        } else {
            // Nothing tells how long it is, nor how to answer it.
            close(CloseReason.OUT_OF_TURN);
        }
    }

    private void beginRequest(byte[] header) throws MalformedMessage {
        long slots = RequestSession.scheduleLength(WireReader.of(header)) / ControlMessage.BLOCK;
        if (slots > OneWayRules.MOST_SLOTS) {
            refuse(Accept.PERMANENT_LIMIT);
            close(CloseReason.LONG_SCHEDULE);
            return;
        }
        state = new AwaitSchedule(Octets.of(header), state);
    }

    private void request(Octets header, byte[] schedule, State resume, long now) throws MalformedMessage {
        state = resume;
        if (resume instanceof Measuring) {
            refuse(Accept.FAILURE);
            unexpected();
            return;
        }
        var request = RequestSession.read(WireReader.of(header.concat(Octets.of(schedule))));
        Accept verdict = OneWayRules.judge(request, agreed.mode());
        if (verdict.ok() && accepted.size() >= settings.maxSessions()) verdict = Accept.TEMPORARY_LIMIT;
        if (verdict.ok() && !request.confReceiver() && knows(request.sid())) verdict = Accept.FAILURE;
        if (!verdict.ok()) {
            refuse(verdict);
            ready(now);
            return;
        }
        state = new AwaitSession(request);
        line.tell(new ServerEffect.OneWay.Configure(request, agreed.mode(), agreed.keys()));
    }

    private boolean knows(Sid sid) {
        return accepted.stream().anyMatch(session -> session.sid().equals(sid));
    }

    private void start() {
        if (state instanceof Measuring) {
            line.tell(new ServerEffect.Refused("Start-Sessions while measuring", Accept.FAILURE));
            line.send(new StartAck(Accept.FAILURE).toByteArray());
            unexpected();
            return;
        }
        // The sessions must be receiving before the client can see the acknowledgement.
        line.tell(new ServerEffect.StartSessions(sids(accepted)));
        line.send(new StartAck(Accept.OK).toByteArray());
        running.addAll(accepted);
        accepted.clear();
        state = new Measuring(false, false, OptionalLong.empty());
    }

    private void stop(OwampStopSessions stop, boolean weStopped, long now) {
        Set<Sid> theirs =
                running.stream().filter(Session::theySend).map(Session::sid).collect(Collectors.toSet());
        if (!OneWayRules.accountsFor(stop.descriptions(), theirs)) {
            close(CloseReason.WRONG_SESSION_COUNT);
            return;
        }
        line.tell(new ServerEffect.OneWay.End(stop.accept(), stop.descriptions()));
        if (weStopped) allEnded(now);
        else state = new Measuring(true, false, OptionalLong.empty());
    }

    private void ended(Measuring measuring, Ended ended, long now) {
        state = measuring;
        if (measuring.weStopped()) return;
        line.send(new OwampStopSessions(ended.accept(), ended.sent()).toByteArray());
        if (measuring.theyStopped()) allEnded(now);
        else {
            long deadline = now + settings.serverWait().toNanos();
            state = new Measuring(false, true, OptionalLong.of(deadline));
        }
    }

    private void allEnded(long now) {
        running.clear();
        ready(now);
    }

    private void fetch(FetchSession wanted, long now) {
        if (state instanceof Measuring) {
            refuseFetch(Accept.FAILURE);
            unexpected();
            return;
        }
        if (wanted.begin() > wanted.end()) {
            refuseFetch(Accept.NOT_SUPPORTED);
            ready(now);
            return;
        }
        state = new AwaitStored();
        line.tell(new ServerEffect.OneWay.FindSession(wanted));
    }

    private void found(FetchAck ack, RequestSession request, List<SkipRange> skipped, long now) {
        line.send(ack.toByteArray());
        line.send(request.header());
        line.send(request.schedule());
        line.send(SkipRange.block(skipped));
        sending(now);
        line.tell(new ServerEffect.OneWay.ReadRecords());
    }

    private void send(Octets records, boolean last, long now) {
        if (!last) {
            line.sendPart(records.toByteArray());
            sending(now);
            line.tell(new ServerEffect.OneWay.ReadRecords());
            return;
        }
        line.send(records.concat(Octets.zeros(-records.length() & ControlMessage.BLOCK - 1))
                .toByteArray());
        ready(now);
    }

    /** As long as the client takes what it is sent it may take its time. */
    private void sending(long now) {
        state = new SendingRecords(now + settings.serverWait().toNanos());
    }

    private void refuse(Accept accept) {
        line.tell(new ServerEffect.Refused("Request-Session", accept));
        line.send(AcceptSession.refusing(accept).toByteArray());
    }

    private void refuseFetch(Accept accept) {
        line.tell(new ServerEffect.Refused("Fetch-Session", accept));
        line.send(FetchAck.refusing(accept).toByteArray());
    }

    private void unexpected() {
        if (line.tooManyUnexpected()) close(CloseReason.OUT_OF_TURN);
    }

    private void expire(long deadline, long now) {
        if (now - deadline >= 0) close(CloseReason.SERVWAIT);
    }

    private void ready(long now) {
        state = new Ready(now + settings.serverWait().toNanos());
    }

    private static List<Sid> sids(List<Session> sessions) {
        return sessions.stream().map(Session::sid).toList();
    }
}
