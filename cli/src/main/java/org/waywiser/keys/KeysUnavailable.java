package org.waywiser.keys;

/** A key source cannot be asked, which is not to say that there is no SA; the message is one line: what, where, what to try. */
public class KeysUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public KeysUnavailable(String message) {
        super(message);
    }
}
