package org.waywiser.node;

/** What a client does about IKEv2-derived keys. RFC 7717 §5.1. */
public enum SecurityPolicy {
    /** Derived keys or nothing. */
    REQUIRE,
    /** Derived keys if they can be had, else once a classic mode that was asked for. */
    PREFER,
    /** Classic modes only. */
    OFF
}
