/**
 * Keys of IKE SAs from another process, the agent, over a Unix domain socket: derived keys only, never SK_d. RFC 7717 §5.1 recommends it;
 * {@code docs/agent.md} has the protocol.
 */
@NullMarked
package org.waywiser.keys.agent;

import org.jspecify.annotations.NullMarked;
