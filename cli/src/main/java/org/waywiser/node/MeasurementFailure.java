package org.waywiser.node;

/** A measurement that did not take place; the message is one line for a person: what, where, what to try. */
public final class MeasurementFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind {
        /** Nobody answers. */
        NO_CONNECTION,
        /** The Server does not want to. */
        REFUSED,
        /** The keys of the two ends do not agree, or there are none. */
        KEYS
    }

    private final Kind kind;

    public MeasurementFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
