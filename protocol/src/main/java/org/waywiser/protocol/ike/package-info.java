/** IKEv2 without input or output: octets and time in, octets and the next deadline out. RFC 7296, RFC 6023. */
@NullMarked
package org.waywiser.protocol.ike;

import org.jspecify.annotations.NullMarked;
