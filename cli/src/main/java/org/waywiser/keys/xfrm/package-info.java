/**
 * Keys of the SAs in the Linux kernel, whichever daemon negotiated them, and what its policies say of a path. The kernel knows neither the
 * IKE SA nor the initiator of the exchange. RFC 4301 §4.4, draft-ietf-ippm-ipsec-01 §4.2.
 */
@NullMarked
package org.waywiser.keys.xfrm;

import org.jspecify.annotations.NullMarked;
