package org.waywiser.protocol.control;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.Accept;

/** A stage in the life of a control connection at the Control-Client: first its set-up, then its commands. */
sealed interface ClientStage permits ClientSetUp, OwampClientCommands, TwampClientCommands {
    /** Takes what is no octets of the stream. */
    void on(ClientInput input, long nowNanos);

    /** Reads what has come, up to the end of this stage. */
    void read(long nowNanos) throws MalformedMessage, CommandReader.WrongHmac;

    /** When it wants a {@link ClientInput.Tick}. */
    OptionalLong deadline();

    /** Ends the connection. */
    void close(CloseReason reason, @Nullable Accept accept);
}
