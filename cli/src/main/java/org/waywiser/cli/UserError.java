package org.waywiser.cli;

/** Something that the user can change; the message is one line: what, where, what to try. */
final class UserError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status one of {@link ExitStatus} */
    UserError(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Passes on what a lower layer has to say to the user. */
    static UserError of(int status, Exception cause) {
        return new UserError(status, String.valueOf(cause.getMessage()));
    }

    int status() {
        return status;
    }
}
