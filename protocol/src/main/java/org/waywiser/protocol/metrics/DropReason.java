package org.waywiser.protocol.metrics;

/** Why a datagram was not used, or a packet did not go out. Every such event is counted under one of these. */
public enum DropReason {
    /** Shorter than the packet of its mode. RFC 5357 §4.2.1. */
    TOO_SHORT("shorter than a test packet"),
    /** Longer than the receive buffer. */
    TRUNCATED("longer than any test packet"),
    /** The HMAC does not match: forged, altered, reflected back to its sender, or keyed otherwise. RFC 5357 §4.2. */
    BAD_HMAC("HMAC does not match"),
    /** Multiplier zero in an Error Estimate, which marks a corrupt packet. RFC 4656 §4.1.2. */
    ZERO_MULTIPLIER("Error Estimate with Multiplier zero"),
    /** No session is expected from this address and port. */
    UNKNOWN_SOURCE("from an address without a session"),
    /** Before Start-Sessions. RFC 5357 §3.7. */
    NOT_STARTED("before Start-Sessions"),
    /** Before the Start Time of the session. RFC 5357 §3.5. */
    BEFORE_START_TIME("before the Start Time"),
    /** Older than Start Time and Timeout allow, under keys that other sessions had before. draft-ietf-ippm-ipsec-01 §4.3.2. */
    STALE("older than the session"),
    /** Later than Timeout after Stop-Sessions. RFC 5357 §4.2. */
    AFTER_TIMEOUT("after Stop-Sessions and Timeout"),
    /** To the sender, from another address than that of its reflector. */
    STRAY("not from the other end of the session"),
    /** The reply names a packet that was never sent, or is forgotten because it is older than Timeout. */
    NOT_SENT("answers a packet that was not sent"),
    /** The reply names a packet that was sent, but at another time. */
    WRONG_TIMESTAMP("answers a packet sent at another time"),
    /** The reply does not bring back the octets that it has to. RFC 6038 §5.2.1. */
    OTHER_PADDING("does not bring back the octets to be reflected"),
    /** This reply came before, by its own sequence number: a copy made on the way back, or a replay. */
    REPLAYED("reply seen before"),
    /** A reply that took longer than Timeout; its packet counts as lost. */
    LATE("reply after Timeout"),
    /** A sequence number that the one-way session does not have. */
    BEYOND_SESSION("sequence number beyond the session"),
    /** Sent more than Timeout before or after it arrived, by its timestamp. RFC 4656 §4.2. */
    FAR_TIMESTAMP("timestamp further from now than Timeout"),
    /** Sent more than Timeout before or after its schedule has it. RFC 4656 §4.2. */
    OFF_SCHEDULE("timestamp further from the schedule than Timeout"),
    /** It arrives when it is recorded as lost already. RFC 4656 §4.2. */
    DECLARED_LOST("arrived after Timeout"),
    /** The SSID is not that of the session. RFC 8972 §3. */
    OTHER_SSID("SSID of another session"),
    /** Answers go to no service below port 1024 but TWAMP-Test's own, so that none answers them in turn. */
    SERVICE_PORT("from the port of another service"),
    /** It looks like a reply to one of our own replies: two reflectors could go on so for ever. */
    OWN_REPLY("answers one of our own replies"),
    /** No key that is known here verifies it, and packets without are not answered. RFC 8762 §4.4. */
    NO_KEY("no key for it"),
    /** Another sender had that SSID with the same IKE SA. */
    REUSED_SSID("SSID used before with its SA"),
    /** More packets came than are kept while their keys are looked for. */
    TOO_MANY_WAITING("too many wait for keys"),
    /** Arrived when the kernel had no more room to keep it; on a port with several sessions, of any of them. */
    BUFFER_FULL("lost here, receive buffer full"),
    /** The kernel did not take the packet. */
    SEND_FAILED("not taken by the kernel"),
    /** The peer's host says that the port is closed (ICMP port unreachable). */
    PORT_UNREACHABLE("port unreachable");

    private final String words;

    DropReason(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
