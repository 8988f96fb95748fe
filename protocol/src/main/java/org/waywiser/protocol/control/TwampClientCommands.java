package org.waywiser.protocol.control;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ClientInput.Request;
import org.waywiser.protocol.control.ClientInput.Start;
import org.waywiser.protocol.control.ClientInput.Stop;
import org.waywiser.protocol.control.ClientInput.Tick;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;

/** The commands of a TWAMP control connection at the Control-Client. RFC 5357 §3.4–3.8. */
final class TwampClientCommands implements ClientStage {
    private static final long REPLY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

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
    private State state = new Ready();
    private int sessions;

    TwampClientCommands(ClientLine line, Agreed agreed, OutgoingStream out) {
        this.line = line;
        this.agreed = agreed;
        this.out = out;
        this.replies = new CommandReader(line.buffer(), agreed.incoming());
    }

    @Override
    public void on(ClientInput input, long nowNanos) {
        switch (new Situation(state, input)) {
            case Situation(Ready _, Request(var request)) -> {
                line.send(out.seal(request.toByteArray()));
                state = new AwaitAccept(nowNanos + REPLY_TIMEOUT_NANOS, request);
            }
            case Situation(Ready _, Start _) -> {
                line.send(out.seal(new StartSessions().toByteArray()));
                state = new AwaitStartAck(nowNanos + REPLY_TIMEOUT_NANOS);
            }
            case Situation(Measuring _, Stop _) -> {
                line.send(out.seal(new StopSessions(Accept.OK, sessions).toByteArray()));
                sessions = 0;
                state = new Ready();
            }
            case Situation(AwaitAccept(long deadline, var _), Tick _) -> expire(deadline, nowNanos);
            case Situation(AwaitStartAck(long deadline), Tick _) -> expire(deadline, nowNanos);
            case Situation(var _, Tick _) -> {}
            case Situation(var s, var i) -> throw new IllegalStateException(i + " in " + s);
        }
    }

    @Override
    public void read(long nowNanos) throws MalformedMessage, CommandReader.WrongHmac {
        if (state instanceof AwaitAccept(var _, var request)) {
            byte[] body = replies.next(_ -> AcceptSession.BODY_LENGTH);
            if (body != null) accepted(request, AcceptSession.read(WireReader.of(body)));
        } else if (state instanceof AwaitStartAck) {
            byte[] body = replies.next(_ -> StartAck.BODY_LENGTH);
            if (body != null) acknowledged(StartAck.read(WireReader.of(body)));
        }
        // In the others it is the client's turn: whatever comes was not asked for.
        boolean ourTurn = state instanceof Ready || state instanceof Measuring;
        if (ourTurn && !line.closed() && line.buffer().size() > 0) close(CloseReason.OUT_OF_TURN, null);
    }

    @Override
    public OptionalLong deadline() {
        return switch (state) {
            case AwaitAccept(long deadline, var _) -> OptionalLong.of(deadline);
            case AwaitStartAck(long deadline) -> OptionalLong.of(deadline);
            case Ready _, Measuring _ -> OptionalLong.empty();
        };
    }

    @Override
    public void close(CloseReason reason, @Nullable Accept accept) {
        line.close(reason, accept);
        agreed.wipe();
    }

    private void accepted(RequestTwSession request, AcceptSession answer) {
        if (answer.accept().equals(Accept.OK) && answer.port() == 0) {
            // RFC 5357 §3.5: a Port of zero belongs to a refusal; no test packet could be sent to it.
            close(CloseReason.MALFORMED, null);
            return;
        }
        boolean reflects = agreed.mode().contains(Modes.REFLECT_OCTETS);
        if (answer.accept().equals(Accept.OK) && reflects && answer.reflectedOctets() != request.octetsToReflect()) {
            close(CloseReason.OTHER_OCTETS, null);
            return;
        }
        state = new Ready();
        if (answer.accept().equals(Accept.OK)) {
            sessions++;
            int serverOctets = reflects ? answer.serverOctets() : 0;
            line.tell(new ClientEffect.SessionAccepted(answer.sid(), answer.port(), agreed.keys(), serverOctets));
        } else {
            line.tell(new ClientEffect.SessionRefused(answer.accept()));
        }
    }

    private void acknowledged(StartAck ack) {
        if (!ack.accept().equals(Accept.OK)) {
            // RFC 4656 §3.7: the client should close the connection.
            close(CloseReason.REFUSED, ack.accept());
            return;
        }
        state = new Measuring();
        line.tell(new ClientEffect.Started());
    }

    private void expire(long deadline, long now) {
        if (now - deadline >= 0) close(CloseReason.REPLY_TIMEOUT, null);
    }
}
