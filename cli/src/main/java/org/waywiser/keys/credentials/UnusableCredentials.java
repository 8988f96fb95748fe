package org.waywiser.keys.credentials;

/** A file of credentials cannot be used; the message is one line for the user, without secrets. */
public final class UnusableCredentials extends Exception {
    private static final long serialVersionUID = 1;

    public UnusableCredentials(String message) {
        super(message);
    }

    public UnusableCredentials(String message, Throwable cause) {
        super(message, cause);
    }
}
