package org.waywiser.protocol.control;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;

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

    /** REFWAIT has ended a running session. RFC 5357 §3.1, RFC 5938 §3.6. */
    record SessionExpired(Sid sid) implements ServerInput {}

    /** The SA of the connection was deleted, has no successor, and policy has its sessions end with it. */
    record SaDeleted() implements ServerInput {}

    /** The peer closed its side. */
    record PeerClosed() implements ServerInput {}

    /** The deadline has come. */
    record Tick() implements ServerInput {}

    /** What a Server of OWAMP is told besides. */
    sealed interface OneWay extends ServerInput {
        /**
         * All sessions of the connection have ended by themselves, or one has failed; or the answer to {@link ServerEffect.OneWay.End}.
         *
         * @param accept zero if they ended as they should, else what the Server lacks
         * @param sent what the Server's sending sessions really sent, one each
         */
        record Ended(Accept accept, List<OwampStopSessions.Description> sent) implements OneWay {}

        /**
         * Answer to {@link ServerEffect.OneWay.FindSession}.
         *
         * @param ack what goes before the records
         * @param request of the session, with the ports that it really had
         * @param skipped ranges that were never sent, as many as the ack says
         */
        record SessionFound(FetchAck ack, RequestSession request, List<SkipRange> skipped) implements OneWay {}

        /** Answer to {@link ServerEffect.OneWay.FindSession}: not this one, not to this client, or not yet. */
        record SessionNotFound(Accept accept) implements OneWay {}

        /**
         * Answer to {@link ServerEffect.OneWay.ReadRecords}.
         *
         * @param records a multiple of 16 octets, but for the last ones
         */
        record RecordsRead(Octets records, boolean last) implements OneWay {}
    }
}
