package org.waywiser.protocol.control;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ClientInput.Individual;
import org.waywiser.protocol.control.ClientInput.Request;
import org.waywiser.protocol.control.ClientInput.Start;
import org.waywiser.protocol.control.ClientInput.Stop;
import org.waywiser.protocol.control.ClientInput.Tick;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.CommandNumber;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.NamedSessions;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StartNAck;
import org.waywiser.wire.control.StartNSessions;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopNAck;
import org.waywiser.wire.control.StopNSessions;
import org.waywiser.wire.control.StopSessions;

/** The commands of a TWAMP control connection at the Control-Client. RFC 5357 §3.4–3.8, RFC 5938 §3. */
final class TwampClientCommands implements ClientStage {
    private static final long REPLY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Stop-N-Ack says nothing that is worth waiting for after the last packet. */
    private static final long STOP_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private sealed interface State {}

    private record Ready() implements State {}

    private record AwaitAccept(long deadline, RequestTwSession request) implements State {}

    private record AwaitStartAck(long deadline) implements State {}

    private record Measuring() implements State {}

    private record Situation(State state, ClientInput input) {}

    private final ClientLine line;
    private final Agreed agreed;
    private final OutgoingStream out;
    private final CommandReader replies;
    private final boolean individual;
    private final AwaitedAcks starting = new AwaitedAcks();
    private final AwaitedAcks stopping = new AwaitedAcks();
    private State state = new Ready();
    private int sessions;

    TwampClientCommands(ClientLine line, Agreed agreed, OutgoingStream out) {
        this.line = line;
        this.agreed = agreed;
        this.out = out;
        this.replies = new CommandReader(line.buffer(), agreed.incoming());
        this.individual = agreed.mode().contains(Modes.INDIVIDUAL_SESSION_CONTROL);
    }

    @Override
    public void on(ClientInput input, long nowNanos) {
        switch (new Situation(state, input)) {
            case Situation(Ready _, Request(var request)) -> {
                line.send(out.seal(request.toByteArray()));
                state = new AwaitAccept(nowNanos + REPLY_TIMEOUT_NANOS, request);
            }
            case Situation(Ready _, Start _)
            when !individual -> {
                line.send(out.seal(new StartSessions().toByteArray()));
                state = new AwaitStartAck(nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Situation(Measuring _, Stop _) -> {
                line.send(out.seal(new StopSessions(Accept.OK, sessions).toByteArray()));
                sessions = 0;
                state = new Ready();
            }
            case Situation(var _, Individual command) when individual -> name(command, nowNanos);
            case Situation(var _, Tick _) -> {
                OptionalLong deadline = deadline();
                if (deadline.isPresent() && nowNanos - deadline.getAsLong() >= 0)
                    close(CloseReason.REPLY_TIMEOUT, null);
            }
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
    }

    private void name(Individual command, long nowNanos) {
        ControlMessage message = switch (command) {
            case Individual.Start(var sids) -> {
                starting.await(sids, nowNanos + REPLY_TIMEOUT_NANOS);
                yield new StartNSessions(sids);
            }
            case Individual.Stop(var sids) -> {
                stopping.await(sids, nowNanos + STOP_TIMEOUT_NANOS);
                yield new StopNSessions(sids);
            }
        };
        line.send(out.seal(message.toByteArray()));
    }

    @Override
    public void read(long nowNanos) throws MalformedMessage, CommandReader.WrongHmac {
        while (!line.closed() && deadline().isPresent()) {
            byte[] body = replies.next(this::bodyLength);
            if (body == null) return;
            reply(body);
        }
        // No reply is awaited: it is the client's turn, and whatever comes was not asked for.
        if (!line.closed() && line.buffer().size() > 0) close(CloseReason.OUT_OF_TURN, null);
    }

    /** Start-Ack and Accept-Session start with their Accept, of which no value is as large as the Command Number of an Ack. */
    private int bodyLength(byte[] start) throws MalformedMessage {
        if (state instanceof AwaitStartAck) return StartAck.BODY_LENGTH;
        if (start.length == 0) return ControlMessage.BLOCK;
        AwaitedAcks acks = acks(start);
        if (acks != null) return NamedSessions.bodyLength(start, acks.size());
        if (state instanceof AwaitAccept) return AcceptSession.BODY_LENGTH;
        throw new MalformedMessage(CommandNumber.of(start) + " where an Ack belongs");
    }

    /** Which answers those of this message may be; null if it is none for sessions that were named. */
    private @Nullable AwaitedAcks acks(byte[] start) {
        var number = CommandNumber.of(start);
        if (starting.size() > 0 && number.equals(CommandNumber.START_N_ACK)) return starting;
        return stopping.size() > 0 && number.equals(CommandNumber.STOP_N_ACK) ? stopping : null;
    }

    private void reply(byte[] body) throws MalformedMessage {
        var in = WireReader.of(body);
        if (state instanceof AwaitStartAck) {
            acknowledged(StartAck.read(in));
            return;
        }
        AwaitedAcks acks = acks(body);
        if (acks == null && state instanceof AwaitAccept(var _, var request)) accepted(request, AcceptSession.read(in));
        else if (acks == starting) started(StartNAck.read(in));
        else stopped(StopNAck.read(in));
    }

    private void started(StartNAck ack) {
        if (starting.answered(ack.sids())) line.tell(new ClientEffect.Individual.Started(ack.accept(), ack.sids()));
        else close(CloseReason.OUT_OF_TURN, null);
    }

    private void stopped(StopNAck ack) {
        if (stopping.answered(ack.sids())) line.tell(new ClientEffect.Individual.Stopped(ack.accept(), ack.sids()));
        else close(CloseReason.OUT_OF_TURN, null);
    }

    @Override
    public OptionalLong deadline() {
        OptionalLong ofState = switch (state) {
            case AwaitAccept(long deadline, var _) -> OptionalLong.of(deadline);
            case AwaitStartAck(long deadline) -> OptionalLong.of(deadline);
            case Ready _, Measuring _ -> OptionalLong.empty();
        };
        return Stream.of(ofState, starting.deadline(), stopping.deadline())
                .flatMapToLong(OptionalLong::stream)
                .reduce((a, b) -> a - b <= 0 ? a : b);
    }

    @Override
    public void close(CloseReason reason, @Nullable Accept accept) {
        line.close(reason, accept);
        agreed.wipe();
    }

    private void accepted(RequestTwSession request, AcceptSession answer) {
        if (answer.accept().ok() && answer.port() == 0) {
            // RFC 5357 §3.5: a Port of zero belongs to a refusal; no test packet could be sent to it.
            close(CloseReason.MALFORMED, null);
            return;
        }
        boolean reflects = agreed.mode().contains(Modes.REFLECT_OCTETS);
        if (answer.accept().ok() && reflects && answer.reflectedOctets() != request.octetsToReflect()) {
            close(CloseReason.OTHER_OCTETS, null);
            return;
        }
        state = new Ready();
        if (answer.accept().ok()) {
            sessions++;
            int serverOctets = reflects ? answer.serverOctets() : 0;
            line.tell(new ClientEffect.SessionAccepted(answer.sid(), answer.port(), agreed.keys(), serverOctets));
        } else {
            line.tell(new ClientEffect.SessionRefused(answer.accept()));
        }
    }

    private void acknowledged(StartAck ack) {
        if (!ack.accept().ok()) {
            // RFC 4656 §3.7: the client should close the connection.
            close(CloseReason.REFUSED, ack.accept());
            return;
        }
        state = new Measuring();
        line.tell(new ClientEffect.Started());
    }
}
