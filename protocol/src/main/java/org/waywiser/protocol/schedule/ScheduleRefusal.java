package org.waywiser.protocol.schedule;

/** Why a schedule that a peer asks for is not executed. RFC 4656 §6.5. */
public enum ScheduleRefusal {
    NO_SLOTS("no schedule slots"),
    TOO_MANY_SLOTS("too many schedule slots"),
    UNKNOWN_SLOT("a slot type that does not exist"),
    NO_PACKETS("no packets"),
    TOO_MANY_PACKETS("too many packets"),
    TOO_FAST("too many packets in a second"),
    TOO_MANY_AWAITED("too many packets within its Timeout"),
    TOO_LONG("takes too long");

    private final String words;

    ScheduleRefusal(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
