package org.waywiser.protocol.control;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/** What a {@link ControlClient} wants done, or has to tell. */
public sealed interface ClientEffect {
    /** Octets to put on the stream. */
    record Send(Octets octets) implements ClientEffect {}

    /** The Server offers these modes: choose with {@link ClientInput.ChooseOpen}, ChooseKeyed or Decline. */
    record Greeted(Modes offered) implements ClientEffect {}

    /**
     * The set-up is complete.
     *
     * @param startTimeNtp when the Server started, NTP 32.32
     */
    record Established(Modes mode, long startTimeNtp) implements ClientEffect {}

    /**
     * The Server takes the session.
     *
     * @param keys null in unauthenticated mode; wiped when the connection closes
     */
    record SessionAccepted(Sid sid, int port, @Nullable ControlKeys keys) implements ClientEffect {}

    /** The Server does not take the session; another may be requested. */
    record SessionRefused(Accept accept) implements ClientEffect {}

    /** All accepted sessions run. */
    record Started() implements ClientEffect {}

    /**
     * Close the connection.
     *
     * @param accept what the Server answered, where that is the reason
     */
    record Close(CloseReason reason, @Nullable Accept accept) implements ClientEffect {}
}
