package org.waywiser.node.policy;

import org.waywiser.wire.control.Accept;

/** What policy says to a request. */
public sealed interface Verdict {
    /** It may be, until what it has is given back. */
    record Granted(Grant grant) implements Verdict {}

    /** @param why in words, for the log */
    record Refused(Accept accept, String why) implements Verdict {}
}
