package org.waywiser.cli;

/** Exit statuses of every command. */
final class ExitStatus {
    static final int MEASURED = 0;
    static final int CONDITION_HELD = 1;
    static final int USAGE = 2;
    static final int NO_CONNECTION = 3;
    static final int KEYS = 4;
    static final int NOTHING_MEASURED = 5;
    static final int INTERNAL = 70;

    private ExitStatus() {}
}
