package org.waywiser.protocol.control;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;

/** What a {@link ControlServer} wants done. */
public sealed interface ServerEffect {
    /** Octets to put on the stream. */
    record Send(Octets octets) implements ServerEffect {}

    /** Find the secret, then give {@link ServerInput.SecretAnswered}; nothing is read meanwhile. */
    record FindSecret(SecretName name) implements ServerEffect {}

    /** Find the newest usable SA with the client and keep to it until the set-up has ended, then give {@link ServerInput.SaPinned}. */
    record PinSa() implements ServerEffect {}

    /**
     * The client has taken the pinned SA: give its keys as {@link ServerInput.SaKeysAnswered}, or say no; nothing is read meanwhile.
     *
     * @param salt 16 octets, and {@code count}: of the greeting, for the draft's key of the Token
     * @param clientIv 16 octets that this SA must not have seen before
     * @param serverIv 16 octets that will be sent
     */
    record FindSaKeys(Octets salt, long count, Octets clientIv, Octets serverIv) implements ServerEffect {}

    /**
     * The set-up is complete.
     *
     * @param mode one security mode, by what it is keyed, and features
     */
    record Established(Modes mode) implements ServerEffect {}

    /** Make a Session-Reflector ready, then give {@link ServerInput.SessionConfigured} or {@link ServerInput.SessionRefused}. */
    record ConfigureSession(
            RequestTwSession request, Modes mode, @Nullable ControlKeys keys) implements ServerEffect {}

    /** From now on these sessions reflect, or send and receive. */
    record StartSessions(List<Sid> sessions) implements ServerEffect {}

    /** These sessions reflect for their Timeout more. RFC 5357 §3.8. */
    record StopSessions(List<Sid> sessions) implements ServerEffect {}

    /** These sessions will never start. */
    record AbandonSessions(List<Sid> sessions) implements ServerEffect {}

    /** A request of the client was answered with a refusal; worth a log line. */
    record Refused(String what, Accept accept) implements ServerEffect {}

    /** Close the connection. */
    record Close(CloseReason reason) implements ServerEffect {}

    /** What a Server of OWAMP wants done besides. */
    sealed interface OneWay extends ServerEffect {
        /**
         * Make what the request wants of the Server ready, then give {@link ServerInput.SessionConfigured} or
         * {@link ServerInput.SessionRefused}.
         */
        record Configure(
                RequestSession request,
                Modes mode,
                @Nullable ControlKeys keys) implements OneWay {}

        /**
         * The Control-Client ended its sessions. End the sending ones of the Server, then give {@link ServerInput.OneWay.Ended} if that
         * was not given yet. RFC 4656 §3.8.
         *
         * @param accept zero if they ended as they should
         * @param sent what the Control-Client's side really sent
         */
        record End(Accept accept, List<OwampStopSessions.Description> sent) implements OneWay {}

        /** The connection ended without a word about these running sessions. RFC 4656 §3.8. */
        record Leave(List<Sid> sessions) implements OneWay {}

        /** A Stop-Sessions said of these running sessions what cannot be: nothing of them counts. RFC 4656 §3.8. */
        record Invalidate(List<Sid> sessions) implements OneWay {}

        /** Look for the records of a session, then give {@link ServerInput.OneWay.SessionFound} or {@link ServerInput.OneWay.SessionNotFound}. */
        record FindSession(FetchSession wanted) implements OneWay {}

        /** Give some of the records, as {@link ServerInput.OneWay.RecordsRead}. */
        record ReadRecords() implements OneWay {}
    }
}
