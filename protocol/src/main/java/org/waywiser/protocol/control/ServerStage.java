package org.waywiser.protocol.control;

import java.util.OptionalLong;
import org.waywiser.wire.MalformedMessage;

/** A stage in the life of a control connection at the Server: first its set-up, then its commands. */
sealed interface ServerStage permits ServerSetUp, OwampServerCommands, TwampServerCommands {
    /** Takes what is no octets of the stream. */
    void on(ServerInput input, long nowNanos);

    /**
     * Reads the next message if it is this stage's turn and all of it is there.
     *
     * @return whether it was
     */
    boolean read(long nowNanos) throws MalformedMessage, CommandReader.WrongHmac;

    /** When it wants a {@link ServerInput.Tick}. */
    OptionalLong deadline();

    /** Ends the connection. */
    void close(CloseReason reason);
}
