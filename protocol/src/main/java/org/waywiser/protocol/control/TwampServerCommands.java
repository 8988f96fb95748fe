package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.waywiser.protocol.control.ServerInput.SessionConfigured;
import org.waywiser.protocol.control.ServerInput.SessionExpired;
import org.waywiser.protocol.control.ServerInput.SessionRefused;
import org.waywiser.protocol.control.ServerInput.Tick;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.CommandNumber;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.NamedSessions;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StartNAck;
import org.waywiser.wire.control.StartNSessions;
import org.waywiser.wire.control.StopNAck;
import org.waywiser.wire.control.StopNSessions;
import org.waywiser.wire.control.StopSessions;

/** The commands of a TWAMP control connection at the Server. RFC 5357 §3.4–3.8, RFC 5938 §3. */
final class TwampServerCommands implements ServerStage {
    /** SIDs of one command that are read: 256 KiB. */
    static final int MOST_NAMED = 16_384;

    /** Nothing that the reflector is to bring back for this Server. RFC 6038 §4.3. */
    private static final int NO_SERVER_OCTETS = 0;

    private sealed interface State {}

    private record Ready(long deadline) implements State {}

    private record AwaitSession(RequestTwSession request) implements State {}

    private record Measuring() implements State {}

    private record Situation(State state, ServerInput input) {}

    /**
     * The SIDs of a command, each answered for as often as it is named.
     *
     * @param taken those that the command applies to
     * @param others unknown ones, in another state, or named a second time
     */
    private record Named(List<Sid> taken, List<Sid> others) {
        static Named of(List<Sid> sids, Set<Sid> applicable) {
            var named = new Named(new ArrayList<>(), new ArrayList<>());
            for (Sid sid : sids) (applicable.remove(sid) ? named.taken : named.others).add(sid);
            return named;
        }
    }

    private final ServerSettings settings;
    private final ServerLine line;
    private final Agreed agreed;
    private final CommandReader commands;
    private final boolean individual;
    private final Set<Sid> accepted = new LinkedHashSet<>();
    private final Set<Sid> running = new LinkedHashSet<>();
    private final Set<Sid> expired = new HashSet<>();
    private State state;

    TwampServerCommands(ServerSettings settings, ServerLine line, Agreed agreed, long nowNanos) {
        this.settings = settings;
        this.line = line;
        this.agreed = agreed;
        this.commands = new CommandReader(line.buffer(), agreed.incoming());
        this.individual = agreed.mode().contains(Modes.INDIVIDUAL_SESSION_CONTROL);
        this.state = new Ready(nowNanos + settings.serverWait().toNanos());
    }

    @Override
    public void on(ServerInput input, long nowNanos) {
        switch (new Situation(state, input)) {
            case Situation(AwaitSession(var request), SessionConfigured(Sid sid, int port)) -> {
                accepted.add(sid);
                line.send(new AcceptSession(Accept.OK, port, sid, reflected(request), NO_SERVER_OCTETS).toByteArray());
                goOn(nowNanos);
            }
            case Situation(AwaitSession(var request), SessionRefused(Accept accept)) -> {
                refuse(request, accept);
                goOn(nowNanos);
            }
            case Situation(var _, SessionExpired(Sid sid)) -> expired(sid, nowNanos);
            case Situation(Ready(long deadline), Tick _) -> {
                if (nowNanos - deadline >= 0) close(CloseReason.SERVWAIT);
            }
            case Situation(var _, Tick _) -> {}
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
    }

    @Override
    public boolean read(long nowNanos) throws MalformedMessage, CommandReader.WrongHmac {
        if (state instanceof AwaitSession) return false;
        byte[] body = commands.next(this::bodyLength);
        if (body == null) return false;
        command(body, nowNanos);
        return true;
    }

    /** None while measuring: RFC 5357 §3.1. */
    @Override
    public OptionalLong deadline() {
        return state instanceof Ready(long deadline) ? OptionalLong.of(deadline) : OptionalLong.empty();
    }

    @Override
    public void close(CloseReason reason) {
        if (!running.isEmpty()) line.tell(ended(List.copyOf(running), reason));
        if (!accepted.isEmpty()) line.tell(new ServerEffect.AbandonSessions(List.copyOf(accepted)));
        line.close(reason);
        agreed.wipe();
    }

    private int bodyLength(byte[] start) throws MalformedMessage {
        if (start.length == 0) return ControlMessage.BLOCK;
        var command = CommandNumber.of(start);
        if (command.equals(CommandNumber.FETCH_SESSION)) return FetchSession.BODY_LENGTH;
        boolean names = command.equals(CommandNumber.START_N_SESSIONS) || command.equals(CommandNumber.STOP_N_SESSIONS);
        if (names && individual) return NamedSessions.bodyLength(start, MOST_NAMED);
        // A command of unknown length is taken to be as short as Start-Sessions; in keyed modes its HMAC tells.
        return Math.max(ControlMessage.BLOCK, command.twampBodyLength());
    }

    private void command(byte[] body, long now) throws MalformedMessage {
        var command = CommandNumber.of(body);
        boolean measuring = state instanceof Measuring;
        if (command.equals(CommandNumber.REQUEST_TW_SESSION) && (individual || !measuring)) {
            request(RequestTwSession.read(WireReader.of(body)), now);
        } else if (command.equals(CommandNumber.START_SESSIONS) && !individual) {
            start(measuring, now);
        } else if (command.equals(CommandNumber.STOP_SESSIONS) && !individual) {
            stop(StopSessions.read(WireReader.of(body)), now);
        } else if (command.equals(CommandNumber.START_N_SESSIONS) && individual) {
            start(StartNSessions.read(WireReader.of(body)), now);
        } else if (command.equals(CommandNumber.STOP_N_SESSIONS) && individual) {
            stop(StopNSessions.read(WireReader.of(body)), now);
        } else {
            // RFC 5357 §3.5: an unexpected command is answered with Accept 3; while measuring only Stop-Sessions is
            // expected, and RFC 5938 §3.1 has its commands take the place of those for all sessions.
            refuse(command.toString(), Accept.NOT_SUPPORTED);
            unexpected();
            if (!line.closed()) goOn(now);
        }
    }

    private void unexpected() {
        if (line.tooManyUnexpected()) close(CloseReason.OUT_OF_TURN);
    }

    private void request(RequestTwSession request, long now) {
        Accept verdict = RequestRules.judge(request, agreed.mode());
        if (verdict.ok() && accepted.size() + running.size() >= settings.maxSessions()) {
            verdict = Accept.TEMPORARY_LIMIT;
        }
        if (!verdict.ok()) {
            refuse(request, verdict);
            goOn(now);
            return;
        }
        state = new AwaitSession(request);
        line.tell(new ServerEffect.ConfigureSession(request, agreed.mode(), agreed.keys()));
    }

    private void start(boolean measuring, long now) {
        if (measuring) {
            line.tell(new ServerEffect.Refused("Start-Sessions while measuring", Accept.FAILURE));
            line.send(new StartAck(Accept.FAILURE).toByteArray());
            unexpected();
            return;
        }
        // The sessions must be reflecting before the client can see the acknowledgement.
        line.tell(new ServerEffect.StartSessions(List.copyOf(accepted)));
        line.send(new StartAck(Accept.OK).toByteArray());
        running.addAll(accepted);
        accepted.clear();
        goOn(now);
    }

    private void start(StartNSessions command, long now) {
        var named = Named.of(command.sids(), accepted);
        running.addAll(named.taken());
        if (!named.taken().isEmpty()) {
            line.tell(new ServerEffect.StartSessions(named.taken()));
            line.send(new StartNAck(Accept.OK, named.taken()).toByteArray());
        }
        if (!named.others().isEmpty()) {
            line.tell(new ServerEffect.Refused("Start-N-Sessions", Accept.FAILURE));
            line.send(new StartNAck(Accept.FAILURE, named.others()).toByteArray());
        }
        goOn(now);
    }

    private void stop(StopNSessions command, long now) {
        var named = Named.of(command.sids(), running);
        if (!named.taken().isEmpty()) {
            line.tell(new ServerEffect.StopSessions(named.taken()));
            line.send(new StopNAck(Accept.OK, named.taken()).toByteArray());
        }
        if (!named.others().isEmpty()) {
            line.tell(new ServerEffect.Refused("Stop-N-Sessions", Accept.FAILURE));
            line.send(new StopNAck(Accept.FAILURE, named.others()).toByteArray());
        }
        goOn(now);
    }

    private void stop(StopSessions stop, long now) {
        if (stop.sessions() != running.size()) {
            close(CloseReason.WRONG_SESSION_COUNT);
            return;
        }
        if (!running.isEmpty()) line.tell(new ServerEffect.StopSessions(List.copyOf(running)));
        allStopped(now);
    }

    /** Once all have expired it is as though they had been stopped; till then Stop-Sessions counts them. RFC 5357 §3.1, §3.8. */
    private void expired(Sid sid, long now) {
        if (individual) {
            running.remove(sid);
            if (running.isEmpty() && state instanceof Measuring) goOn(now);
        } else if (running.contains(sid) && expired.add(sid) && expired.size() == running.size()) {
            allStopped(now);
        }
    }

    private void allStopped(long now) {
        running.clear();
        expired.clear();
        goOn(now);
    }

    /** SERVWAIT rests while any session runs. RFC 5357 §3.1, RFC 5938 §3.6. */
    private void goOn(long now) {
        state = running.isEmpty() ? new Ready(now + settings.serverWait().toNanos()) : new Measuring();
    }

    private void refuse(RequestTwSession request, Accept accept) {
        line.tell(new ServerEffect.Refused("Request-TW-Session", accept));
        line.send(new AcceptSession(accept, 0, Sid.NONE, reflected(request), NO_SERVER_OCTETS).toByteArray());
    }

    /** RFC 6038 §4.3. */
    private int reflected(RequestTwSession request) {
        return agreed.mode().contains(Modes.REFLECT_OCTETS) ? request.octetsToReflect() : 0;
    }

    private void refuse(String what, Accept accept) {
        line.tell(new ServerEffect.Refused(what, accept));
        // RFC 5357 §3.5: with a refusal the Port is zero.
        line.send(AcceptSession.refusing(accept).toByteArray());
    }

    /** With their SA sessions end at once; else packets on their way are waited for. RFC 5357 §4.2. */
    private static ServerEffect ended(List<Sid> sessions, CloseReason reason) {
        return reason == CloseReason.SA_GONE
                ? new ServerEffect.AbandonSessions(sessions)
                : new ServerEffect.StopSessions(sessions);
    }
}
