package org.waywiser.cli.doctor;

/**
 * What was found of one thing that a set-up may need.
 *
 * @param subject what was looked at, at most ten characters
 * @param found in one line
 * @param advice what to do about it, empty where there is nothing to do
 */
public record Finding(State state, String subject, String found, String advice) {
    /** How it stands. */
    public enum State {
        OK,
        /** Some uses are not possible as it is, others are. */
        LIMITED,
        /** Nothing can be measured as it is. */
        BROKEN
    }

    static Finding ok(String subject, String found) {
        return new Finding(State.OK, subject, found, "");
    }

    static Finding limited(String subject, String found, String advice) {
        return new Finding(State.LIMITED, subject, found, advice);
    }
}
