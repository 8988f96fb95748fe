package org.waywiser.protocol.control;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.Sid;

/** What a {@link ControlServer} is told. */
public sealed interface ServerInput {
    /** The TCP connection stands. */
    record Connected() implements ServerInput {}

    /** Octets of the stream, in any portions. */
    record Received(Octets octets) implements ServerInput {}

    /** Answer to {@link ServerEffect.PinSa}: the SA to name, or {@link SaName#NONE}. */
    record SaPinned(SaName sa) implements ServerInput {}

    /** Answer to {@link ServerEffect.FindSaKeys}; taken over and wiped. */
    record SaKeysAnswered(SaKeys keys) implements ServerInput {}

    /**
     * Answer to {@link ServerEffect.FindSecret}.
     *
     * @param secret taken over and wiped; null if none is known
     */
    record SecretAnswered(@Nullable Secret secret) implements ServerInput {}

    /** Answer to {@link ServerEffect.FindSecret} and {@link ServerEffect.FindSaKeys}: the SA is gone, or policy does not allow this client to try. */
    record SecretWithheld(Accept accept, CloseReason reason) implements ServerInput {}

    /** Answer to {@link ServerEffect.ConfigureSession}: the Session-Reflector waits on this port. */
    record SessionConfigured(Sid sid, int port) implements ServerInput {}

    /** Answer to {@link ServerEffect.ConfigureSession}: policy or resources say no. */
    record SessionRefused(Accept accept) implements ServerInput {}

    /** REFWAIT has ended all running sessions. RFC 5357 §3.1. */
    record SessionsExpired() implements ServerInput {}

    /** The SA of the connection was deleted, has no successor, and policy has its sessions end with it. */
    record SaDeleted() implements ServerInput {}

    /** The peer closed its side. */
    record PeerClosed() implements ServerInput {}

    /** The deadline has come. */
    record Tick() implements ServerInput {}
}
