/** Transforms and key derivations of IKEv2. RFC 7296 §2.13–2.18, §3.3.2. */
@NullMarked
package org.waywiser.security.ike;

import org.jspecify.annotations.NullMarked;
