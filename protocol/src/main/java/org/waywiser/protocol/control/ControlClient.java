package org.waywiser.protocol.control;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.waywiser.protocol.control.ClientInput.Finish;
import org.waywiser.protocol.control.ClientInput.PeerClosed;
import org.waywiser.protocol.control.ClientInput.Received;
import org.waywiser.protocol.control.ClientInput.Tick;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;

/**
 * The Control-Client's side of one control connection. RFC 4656 §3, RFC 5357 §3, RFC 7717 §5, draft-ietf-ippm-ipsec-01
 * §4. Not thread-safe.
 */
public final class ControlClient {
    private final ClientLine line = new ClientLine();
    private ClientStage stage;

    private interface Commands {
        ClientStage begin(ClientLine line, Agreed agreed, OutgoingStream out);
    }

    private ControlClient(
            Service service,
            Profile profile,
            long maxCount,
            RandomGenerator random,
            Supplier<ControlKeys> sessionKeys,
            Commands commands,
            long nowNanos) {
        stage = new ClientSetUp(
                service,
                profile,
                maxCount,
                random,
                sessionKeys,
                line,
                (agreed, out) -> stage = commands.begin(line, agreed, out),
                nowNanos);
    }

    /**
     * For one-way measurements.
     *
     * @param profile that the Server is taken to speak
     * @param maxCount largest PBKDF2 Count that is worked for (RFC 5357 §6: 32768 by default)
     * @param random gives session keys and IV: a cryptographically strong one
     */
    public static ControlClient owamp(Profile profile, long maxCount, RandomGenerator random, long nowNanos) {
        return owamp(profile, maxCount, random, () -> ControlKeys.draw(random), nowNanos);
    }

    /**
     * The same with session keys of one's own: a session between two Servers takes the same ones on both connections. RFC 4656 §3.1, §4.1.2.
     *
     * @param random gives the IV
     * @param sessionKeys those of a Token, to be wiped by themselves
     */
    public static ControlClient owamp(
            Profile profile, long maxCount, RandomGenerator random, Supplier<ControlKeys> sessionKeys, long nowNanos) {
        return new ControlClient(
                Service.OWAMP, profile, maxCount, random, sessionKeys, OwampClientCommands::new, nowNanos);
    }

    /**
     * For two-way measurements.
     *
     * @param profile that the Server is taken to speak
     * @param maxCount largest PBKDF2 Count that is worked for (RFC 5357 §6: 32768 by default)
     * @param random gives session keys and IV: a cryptographically strong one
     */
    public static ControlClient twamp(Profile profile, long maxCount, RandomGenerator random, long nowNanos) {
        return new ControlClient(
                Service.TWAMP,
                profile,
                maxCount,
                random,
                () -> ControlKeys.draw(random),
                TwampClientCommands::new,
                nowNanos);
    }

    /** Takes an input at a monotonic time and tells what is to be done, in order. */
    public List<ClientEffect> on(ClientInput input, long nowNanos) {
        if (line.closed()) return List.of();
        switch (input) {
            case PeerClosed _ -> stage.close(CloseReason.PEER_CLOSED, null);
            case Finish _ -> stage.close(CloseReason.FINISHED, null);
            case Received(Octets octets) -> {
                line.buffer().append(octets.toByteArray());
                read(nowNanos);
            }
            case ClientInput other -> stage.on(other, nowNanos);
        }
        return line.told();
    }

    private void read(long now) {
        try {
            ClientStage reading;
            do {
                reading = stage;
                reading.read(now);
            } while (stage != reading);
        } catch (MalformedMessage e) {
            stage.close(CloseReason.MALFORMED, null);
        } catch (CommandReader.WrongHmac e) {
            stage.close(CloseReason.WRONG_HMAC, null);
        }
    }

    /** When to call back with a {@link Tick}, in monotonic nanoseconds. */
    public OptionalLong deadline() {
        return line.closed() ? OptionalLong.empty() : stage.deadline();
    }
}
