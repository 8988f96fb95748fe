package org.waywiser.protocol.control;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.control.IncomingStream;
import org.waywiser.wire.control.Modes;

/**
 * What the set-up of a connection has led to.
 *
 * @param mode one security mode, by what it is keyed, and features; only bits that the Server offered
 * @param keys null in unauthenticated mode
 * @param incoming the peer's messages from now on
 */
record Agreed(Modes mode, @Nullable ControlKeys keys, IncomingStream incoming) {
    /** The sessions have keys of their own; those of the control connection end with it. */
    void wipe() {
        if (keys != null) keys.wipe();
    }
}
