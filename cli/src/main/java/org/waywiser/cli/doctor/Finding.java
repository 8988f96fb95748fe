package org.waywiser.cli.doctor;

import java.util.Map;

/**
 * What was found of one thing that a set-up may need.
 *
 * @param subject what was looked at, at most ten characters
 * @param found in one line
 * @param advice what to do about it, empty where there is nothing to do
 * @param counts how often something has happened, by what it is
 */
public record Finding(State state, String subject, String found, String advice, Map<String, Long> counts) {
    public Finding(State state, String subject, String found, String advice) {
        this(state, subject, found, advice, Map.of());
    }

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

    static Finding broken(String subject, String found, String advice) {
        return new Finding(State.BROKEN, subject, found, advice);
    }

    Finding with(Map<String, Long> others) {
        return new Finding(state, subject, found, advice, others);
    }

    static Finding limited(String subject, String found, String advice) {
        return new Finding(State.LIMITED, subject, found, advice);
    }
}
