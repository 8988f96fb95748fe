package org.waywiser.lab.interop;

/** Why one end must refuse the other. */
enum Flaw {
    NONE(""),
    WRONG_KEY("another shared key");

    private final String words;

    Flaw(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Whether it is the end that answers which notices; else whoever gets to see what is wrong. */
    boolean strongSwanNotices(Initiator initiator) {
        return switch (this) {
            case NONE -> false;
            // the initiator proves itself first
            case WRONG_KEY -> initiator == Initiator.WE;
        };
    }
}
