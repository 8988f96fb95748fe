package org.waywiser.keys.agent;

import org.waywiser.keys.KeysUnavailable;

/** An agent that cannot be asked, or does not do what it was asked for: the same at both ends of the socket. */
public final class AgentFailure extends KeysUnavailable {
    private static final long serialVersionUID = 1L;

    private final AgentError error;

    /** @param message one line for a person, without secrets: what, where, what to try */
    public AgentFailure(AgentError error, String message) {
        super(message);
        this.error = error;
    }

    /** The same for those who ask, where a key source cannot give what it was asked for. */
    static AgentFailure of(KeysUnavailable e) {
        return e instanceof AgentFailure failure
                ? failure
                : new AgentFailure(AgentError.UNSUPPORTED, String.valueOf(e.getMessage()));
    }

    public AgentError error() {
        return error;
    }
}
