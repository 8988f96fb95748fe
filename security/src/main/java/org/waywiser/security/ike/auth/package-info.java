/**
 * Proving who one is and checking who the peer is. RFC 7296 §2.15, §3.5–3.8, RFC 7427, RFC 4754.
 *
 * <p>The signed octets are put together by the protocol; here they are only signed or checked.
 */
@NullMarked
package org.waywiser.security.ike.auth;

import org.jspecify.annotations.NullMarked;
