package org.waywiser.protocol.probe;

import java.util.Map;
import org.waywiser.protocol.metrics.DropReason;

/**
 * What a reflector did for one session.
 *
 * @param received datagrams from the session's source
 * @param reflected replies made
 * @param drops datagrams without a reply, and why; zeros left out
 */
public record ReflectorCounts(long received, long reflected, Map<DropReason, Long> drops) {}
