package org.waywiser.protocol.control;

import java.util.List;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;

/** What a {@link ControlClient} is told. */
public sealed interface ClientInput {
    /** Octets of the stream, in any portions. */
    record Received(Octets octets) implements ClientInput {}

    /**
     * Go on unauthenticated.
     *
     * @param features to use besides
     */
    record ChooseOpen(Modes features) implements ClientInput {}

    /**
     * Go on with a secret.
     *
     * @param mode one security mode, with IKEv2Derived where the secret comes from an IKE SA, and features to use besides
     * @param secret taken over and wiped
     */
    record ChooseKeyed(Modes mode, KeyId keyId, Secret secret) implements ClientInput {}

    /**
     * Go on with the SA that the greeting named.
     *
     * @param mode one security mode
     */
    record ChooseBound(Modes mode) implements ClientInput {}

    /** Answer to {@link ClientEffect.FindSaKeys}; taken over and wiped. */
    record SaKeysAnswered(SaKeys keys) implements ClientInput {}

    /** None of the offered modes will do, or not with this SA. */
    record Decline(CloseReason reason) implements ClientInput {}

    /** Ask for a test session. */
    record Request(RequestTwSession request) implements ClientInput {}

    /** Start all accepted sessions. */
    record Start() implements ClientInput {}

    /** Stop all running sessions. */
    record Stop() implements ClientInput {}

    /** Close the connection. */
    record Finish() implements ClientInput {}

    /** The peer closed its side. */
    record PeerClosed() implements ClientInput {}

    /** The deadline has come. */
    record Tick() implements ClientInput {}

    /** What a Control-Client is told instead of Start and Stop once individual session control is agreed. RFC 5938 §3.1. */
    sealed interface Individual extends ClientInput {
        /** Start these sessions, which were accepted; others may run already. */
        record Start(List<Sid> sessions) implements Individual {}

        /** Stop these sessions, which run. */
        record Stop(List<Sid> sessions) implements Individual {}
    }

    /** What a Control-Client of OWAMP is told besides. */
    sealed interface OneWay extends ClientInput {
        /** Ask for a test session. */
        record Request(RequestSession request) implements OneWay {}

        /**
         * End all running sessions, of which the sending ones of this side have ended.
         *
         * @param sent what they really sent, one each
         */
        record End(Accept accept, List<OwampStopSessions.Description> sent) implements OneWay {}

        /** Ask for the records of a session. */
        record Fetch(FetchSession wanted) implements OneWay {}
    }
}
