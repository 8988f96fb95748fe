package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.wire.Octets;

/** What the stages of a control connection share at the Server: octets that came, and what is to be done. */
final class ServerLine {
    private static final int MAX_UNEXPECTED_COMMANDS = 8;

    private final MessageBuffer buffer = new MessageBuffer();
    private final List<ServerEffect> effects = new ArrayList<>();
    private OutgoingStream out = OutgoingStream.clear();
    private int unexpectedCommands;
    private boolean closed;

    /** Octets that came and were not read. */
    MessageBuffer buffer() {
        return buffer;
    }

    /** From now on messages are sealed for this stream. */
    void sealFor(OutgoingStream stream) {
        out = stream;
    }

    void tell(ServerEffect effect) {
        effects.add(effect);
    }

    /** @param body whole blocks, without the HMAC that is to follow them */
    void send(byte[] body) {
        sendPlain(out.seal(body));
    }

    /** @param blocks a part of a message whose last part {@link #send} is to send */
    void sendPart(byte[] blocks) {
        sendPlain(out.cover(blocks));
    }

    void sendPlain(byte[] octets) {
        tell(new ServerEffect.Send(Octets.of(octets)));
    }

    /**
     * Counts a command that was not expected.
     *
     * @return whether that was one too many
     */
    boolean tooManyUnexpected() {
        return ++unexpectedCommands >= MAX_UNEXPECTED_COMMANDS;
    }

    void close(CloseReason reason) {
        tell(new ServerEffect.Close(reason));
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    /** What was told since the last call, in order. */
    List<ServerEffect> told() {
        var told = List.copyOf(effects);
        effects.clear();
        return told;
    }
}
