package org.waywiser.protocol.ike;

/** Why a datagram was dropped without any change of state. */
public enum IkeDropReason {
    /** A NAT keepalive, RFC 3948 §2.3. */
    KEEPALIVE,
    /** The octets do not have the shape of a message. */
    MALFORMED,
    /** Another major version: answered if it is a request of a higher one, RFC 7296 §2.5. */
    OTHER_VERSION,
    /** Outside any SA known here, RFC 7296 §2.21.4. */
    UNKNOWN_SPI,
    /** One SPI is known, yet the other or the direction does not belong to it. */
    WRONG_SPI,
    /** In the clear where only protected messages count. */
    NOT_PROTECTED,
    /** The integrity check fails. */
    NOT_AUTHENTIC,
    /** A fragment that is there already, of a set that was given up, or with numbers that cannot be. RFC 7383 §2.6. */
    USELESS_FRAGMENT,
    /** A Message ID of the past, and not the last request again. RFC 7296 §2.2. */
    REPLAYED,
    /** A Message ID of the future. RFC 7296 §2.3. */
    OUT_OF_WINDOW,
    /** No request waits for this response. */
    UNEXPECTED_RESPONSE,
    /** Not the exchange this state waits for. */
    UNEXPECTED_EXCHANGE,
    /** Payloads are missing or too many: see {@link ExchangeRules}. */
    FORBIDDEN_PAYLOADS,
    /** A field is out of its range. */
    INVALID_VALUE,
    /** Not a point of the curve, or one that leads to zero. RFC 6989 §2.5, RFC 8031 §3.2. */
    INVALID_PUBLIC_VALUE,
    /** A refusal in the clear that cannot be acted on, RFC 7296 §2.21.1. */
    UNAUTHENTICATED_ERROR,
    /** No one here answers requests to set up an SA. */
    NOT_A_RESPONDER,
    /** Too many SAs wait for their IKE_AUTH request. */
    TOO_MANY_HALF_OPEN,
    /** There are as many SAs as there may be. */
    TOO_MANY_SAS,
    /** Too many proofs of identity from this source have failed within a minute. RFC 8019 §4.2. */
    TOO_MANY_FAILURES,
    /** Without a cookie where one is due: a challenge was sent. RFC 7296 §2.6. */
    COOKIE_WANTED,
    /** The answer would be longer than what it answers: whoever forges sources gains nothing by us. */
    AMPLIFYING,
    /** Too many unprotected messages to answer, RFC 7296 §2.21.4. */
    RATE_LIMITED
}
