package org.waywiser.protocol.control;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;

/** What the stages of a control connection share at the Control-Client: octets that came, and what is to be done. */
final class ClientLine {
    private final MessageBuffer buffer = new MessageBuffer();
    private final List<ClientEffect> effects = new ArrayList<>();
    private boolean closed;

    /** Octets that came and were not read. */
    MessageBuffer buffer() {
        return buffer;
    }

    void tell(ClientEffect effect) {
        effects.add(effect);
    }

    void send(byte[] octets) {
        tell(new ClientEffect.Send(Octets.of(octets)));
    }

    void close(CloseReason reason, @Nullable Accept accept) {
        tell(new ClientEffect.Close(reason, accept));
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    /** What was told since the last call, in order. */
    List<ClientEffect> told() {
        var told = List.copyOf(effects);
        effects.clear();
        return told;
    }
}
