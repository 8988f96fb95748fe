package org.waywiser.wire.session;

import org.waywiser.wire.MalformedMessage;

/** How the session of a file ended. */
public enum Finished {
    /** Its results are invalid. */
    FAILED(0),
    /** Stop-Sessions was exchanged, and the counts of the header hold. */
    NORMAL(1),
    /** It still runs, or Stop-Sessions never came. */
    INCOMPLETE(2);

    private final int number;

    Finished(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Finished of(long number) throws MalformedMessage {
        for (var finished : values()) if (finished.number == number) return finished;
        throw new MalformedMessage("a session finished as " + number);
    }
}
