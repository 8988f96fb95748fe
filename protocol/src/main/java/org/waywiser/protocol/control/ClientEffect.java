package org.waywiser.protocol.control;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;

/** What a {@link ControlClient} wants done, or has to tell. */
public sealed interface ClientEffect {
    /** Octets to put on the stream. */
    record Send(Octets octets) implements ClientEffect {}

    /**
     * The Server offers these modes: choose with {@link ClientInput.ChooseOpen}, ChooseKeyed, ChooseBound or Decline.
     *
     * @param sa that the greeting names, {@link SaName#NONE} for none
     */
    record Greeted(Modes offered, SaName sa) implements ClientEffect {}

    /**
     * Give the keys of the SA that was chosen, as {@link ClientInput.SaKeysAnswered}.
     *
     * @param salt 16 octets, and {@code count}: of the greeting, for the draft's key of the Token
     * @param clientIv 16 octets that will be sent
     */
    record FindSaKeys(Octets salt, long count, Octets clientIv) implements ClientEffect {}

    /**
     * The set-up is complete.
     *
     * @param mode one security mode, by what it is keyed, and features
     * @param startTimeNtp when the Server started, NTP 32.32
     * @param serverIv 16 octets, zero in unauthenticated mode
     */
    record Established(Modes mode, long startTimeNtp, Octets serverIv) implements ClientEffect {}

    /**
     * The Server takes the session.
     *
     * @param sid of no meaning where OWAMP's receiver is not the Server's
     * @param keys null in unauthenticated mode; wiped when the connection closes
     * @param serverOctets two octets that the padding to be reflected starts with, 0 for none. RFC 6038 §4.3
     */
    record SessionAccepted(Sid sid, int port, @Nullable ControlKeys keys, int serverOctets) implements ClientEffect {}

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

    /** What a Control-Client has to tell instead of Started once individual session control is agreed. RFC 5938 §3.1. */
    sealed interface Individual extends ClientEffect {
        /**
         * The Server's answer for some of the sessions that were to start.
         *
         * @param accept zero if they run
         */
        record Started(Accept accept, List<Sid> sessions) implements Individual {}

        /**
         * The Server's answer for some of the sessions that were to stop.
         *
         * @param accept zero if they did
         */
        record Stopped(Accept accept, List<Sid> sessions) implements Individual {}
    }

    /** What a Control-Client of OWAMP wants done, or has to tell, besides. */
    sealed interface OneWay extends ClientEffect {
        /**
         * The Server ended its sessions, as the client has to do with {@link ClientInput.OneWay.End} if it has not. RFC 4656 §3.8.
         *
         * @param accept zero if they ended as they should
         * @param sent what the Server's side really sent
         */
        record Ended(Accept accept, List<OwampStopSessions.Description> sent) implements OneWay {}

        /**
         * Records of the session follow, as {@link Records}.
         *
         * @param request of the session, with the ports that it really had
         */
        record Fetching(FetchAck ack, RequestSession request, List<SkipRange> skipped) implements OneWay {}

        /**
         * More of the records, in order of arrival; to be believed once {@link Fetched} has come.
         *
         * @param octets of whole records
         */
        record Records(Octets octets) implements OneWay {}

        /** All records were there, and authentic. */
        record Fetched() implements OneWay {}

        /** The Server does not give these records. */
        record FetchRefused(Accept accept) implements OneWay {}
    }
}
