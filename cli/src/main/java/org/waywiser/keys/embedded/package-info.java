/** Waywiser's own IKEv2 as a source of keys: one thread on one UDP port, childless SAs. RFC 7296, RFC 6023. */
@NullMarked
package org.waywiser.keys.embedded;

import org.jspecify.annotations.NullMarked;
