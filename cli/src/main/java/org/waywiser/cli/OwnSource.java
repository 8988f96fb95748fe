package org.waywiser.cli;

import java.util.List;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.SaKeeper;

/** A key source of this very process. */
interface OwnSource extends AutoCloseable {
    KeySource keys();

    /** The same for those who ask over an agent's socket. */
    SaKeeper keeper();

    /** What it listens on, a line each. */
    List<String> announcement();

    @Override
    void close();
}
