package org.waywiser.security.ike;

/** The integrity check of a message fails. */
public final class NotAuthentic extends Exception {
    private static final long serialVersionUID = 1;

    NotAuthentic() {
        super("integrity check failed");
    }
}
