package org.waywiser.protocol.control;

/** Why a control connection ended; the text is for people and never holds a secret. */
public enum CloseReason {
    FINISHED("closed in order"),
    PEER_CLOSED("the peer closed the connection"),
    NO_MODE("the peer offers no mode that is wanted"),
    SERVER_UNWILLING("the Server is not willing to communicate (Modes 0)"),
    CLIENT_UNWILLING("the Control-Client does not continue (Mode 0)"),
    MODE_NOT_OFFERED("the Control-Client chose a mode that was not offered"),
    UNACCEPTABLE_COUNT("the PBKDF2 Count of the greeting is not a power of two, too low or too high"),
    NO_SECRET("no secret is known under this name"),
    IKE_SA_NOT_FOUND("no IKE SA with these SPIs is known"),
    NO_SA("no SA is shared with the Control-Client that this profile could be bound to"),
    SA_GONE("the SA that the greeting named is gone"),
    OTHER_SA("the greeting names no SA that is shared with this Server; profile, root or key source may differ"),
    REPEATED_IV("an initialization vector was used before with this SA"),
    SA_USED_UP("too many connections have used this SA; it has to be rekeyed first"),
    UNPROTECTED("the path is not protected by IPsec both ways, as this profile demands"),
    NO_KEY_SOURCE("the source of IKE SAs cannot be asked"),
    WRONG_TOKEN("the Token does not match: the two ends hold different secrets"),
    WRONG_HMAC("the HMAC of a control message is wrong"),
    TOO_MANY_ATTEMPTS("too many set-up attempts from this address or for this SA"),
    WRONG_ADDRESS("the address of the Control-Client does not fit the IKE SA"),
    OTHER_PROFILE("the greeting has another length than expected; the peer may speak another profile"),
    MALFORMED("a control message is malformed"),
    LONG_SCHEDULE("a send schedule has more slots than are read"),
    OTHER_OCTETS("Accept-Session does not bring back the octets of the request, as Reflect Octets has it"),
    OUT_OF_TURN("a control message came out of turn"),
    WRONG_SESSION_COUNT("Stop-Sessions does not account for the sessions in progress"),
    REFUSED("the Server refused"),
    SET_UP_TIMEOUT("the peer did not complete the connection set-up in time; it may speak another profile"),
    REPLY_TIMEOUT("the Server did not answer in time"),
    SERVWAIT("nothing was received for SERVWAIT");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** In words, for a log line. */
    public String text() {
        return text;
    }

    /** Whether keys are at fault, rather than the connection. */
    public boolean isKeyFailure() {
        return switch (this) {
            case NO_SECRET, IKE_SA_NOT_FOUND, SA_GONE, OTHER_SA, REPEATED_IV, SA_USED_UP, WRONG_TOKEN, WRONG_HMAC ->
                true;
            default -> false;
        };
    }
}
