/** What protects packets on their way to a peer, by the policies and security associations of this host. RFC 4301 §5. */
@NullMarked
package org.waywiser.protocol.path;

import org.jspecify.annotations.NullMarked;
