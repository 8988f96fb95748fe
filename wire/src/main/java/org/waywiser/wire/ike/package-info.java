/** IKEv2 messages and payloads. RFC 7296 §3. */
@NullMarked
package org.waywiser.wire.ike;

import org.jspecify.annotations.NullMarked;
