package org.waywiser.protocol.control;

import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.waywiser.protocol.control.ServerInput.PeerClosed;
import org.waywiser.protocol.control.ServerInput.Received;
import org.waywiser.protocol.control.ServerInput.SaDeleted;
import org.waywiser.protocol.control.ServerInput.Tick;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;

/**
 * The Server's side of one control connection. RFC 4656 §3, RFC 5357 §3, RFC 7717 §5, draft-ietf-ippm-ipsec-01 §4.
 * Not thread-safe.
 */
public final class ControlServer {
    private final ServerLine line = new ServerLine();
    private ServerStage stage;

    private interface Commands {
        ServerStage begin(ServerSettings settings, ServerLine line, Agreed agreed, long nowNanos);
    }

    private ControlServer(Service service, ServerSettings settings, RandomGenerator random, Commands commands) {
        stage = new ServerSetUp(
                service, settings, random, line, (agreed, now) -> stage = commands.begin(settings, line, agreed, now));
    }

    /**
     * For one-way measurements.
     *
     * @param random gives challenge, salt and IV: a cryptographically strong one
     */
    public static ControlServer owamp(ServerSettings settings, RandomGenerator random) {
        return new ControlServer(Service.OWAMP, settings, random, OwampServerCommands::new);
    }

    /**
     * For two-way measurements.
     *
     * @param random gives challenge, salt and IV: a cryptographically strong one
     */
    public static ControlServer twamp(ServerSettings settings, RandomGenerator random) {
        return new ControlServer(Service.TWAMP, settings, random, TwampServerCommands::new);
    }

    /** Takes an input at a monotonic time and tells what is to be done, in order. */
    public List<ServerEffect> on(ServerInput input, long nowNanos) {
        if (line.closed()) return List.of();
        switch (input) {
            case PeerClosed _ -> stage.close(CloseReason.PEER_CLOSED);
            case SaDeleted _ -> stage.close(CloseReason.SA_GONE);
            case Received(Octets octets) -> line.buffer().append(octets.toByteArray());
            case ServerInput other -> stage.on(other, nowNanos);
        }
        read(nowNanos);
        return line.told();
    }

    private void read(long now) {
        try {
            boolean more = true;
            while (more && !line.closed()) more = stage.read(now);
        } catch (MalformedMessage e) {
            stage.close(CloseReason.MALFORMED);
        } catch (CommandReader.WrongHmac e) {
            stage.close(CloseReason.WRONG_HMAC);
        }
    }

    /** When to call back with a {@link Tick}, in monotonic nanoseconds; none while measuring (RFC 5357 §3.1). */
    public OptionalLong deadline() {
        return line.closed() ? OptionalLong.empty() : stage.deadline();
    }
}
