package org.waywiser.wire.control;

import org.waywiser.wire.WireWriter;

/**
 * A message on a control connection, without the HMAC that ends most of them: HMACs belong to the stream, which knows
 * the keys. {@code LENGTH} counts octets on the wire, {@code BODY_LENGTH} those of the record. RFC 4656 §3, RFC 5357 §3.
 */
public sealed interface ControlMessage
        permits AcceptSession,
                Alt1Greeting,
                Alt1SetUpResponse,
                Alt2Greeting,
                Alt2SetUpResponse,
                DraftGreeting,
                FetchAck,
                FetchSession,
                OwampStopSessions,
                RequestSession,
                RequestTwSession,
                ServerGreeting,
                ServerStart,
                SetUpResponse,
                StartAck,
                StartNAck,
                StartNSessions,
                StartSessions,
                StopNAck,
                StopNSessions,
                StopSessions {
    /** Octets of an HMAC field, of a cipher block, and of every unit a control stream moves. */
    int BLOCK = 16;

    /** Appends the body. */
    void write(WireWriter out);

    /** The body. */
    default byte[] toByteArray() {
        var out = new WireWriter();
        write(out);
        return out.toByteArray();
    }
}
