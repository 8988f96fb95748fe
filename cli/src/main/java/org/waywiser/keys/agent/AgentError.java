package org.waywiser.keys.agent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why an agent does not do what it was asked for. All but {@link #NO_AGENT} travel by their name in lower case. */
public enum AgentError {
    /** The request is not one, or lacks something. */
    MALFORMED,
    /** The two ends speak no common version. */
    VERSION,
    /** This user may not. */
    DENIED,
    /** Too much is asked at once. */
    BUSY,
    /** No such SA. */
    NOT_FOUND,
    /** A purpose that this agent derives no keys for. */
    UNSUPPORTED,
    /** The agent has no connection or credentials for that peer. */
    NOT_CONFIGURED,
    /** The peer does not answer, or not as it should. */
    UNREACHABLE,
    /** One end does not believe the other. */
    AUTHENTICATION,
    /** A fault of the agent. */
    INTERNAL,
    /** Nothing was asked, since there is no agent or it did not answer. */
    NO_AGENT;

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<AgentError> of(String text) {
        return Arrays.stream(values()).filter(e -> e.text().equals(text)).findAny();
    }
}
