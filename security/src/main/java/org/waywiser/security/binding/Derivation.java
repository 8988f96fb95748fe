package org.waywiser.security.binding;

/** How test sessions get keys from a root. Configured at both ends: the draft has no signal for it. draft-ietf-ippm-ipsec-01 §4.1. */
public enum Derivation {
    /** The root is the shared secret. */
    DIRECT("direct"),
    /** Each test session has prf(root, SID); the control connection, older than any SID, keeps to the root. */
    SESSION_ID("session-id");

    private final String text;

    Derivation(String text) {
        this.text = text;
    }

    /** As options and reports have it. */
    @Override
    public String toString() {
        return text;
    }
}
