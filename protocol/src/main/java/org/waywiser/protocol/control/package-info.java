/** TWAMP-Control (RFC 5357 §3 over RFC 4656 §3) with IKEv2-derived keys (RFC 7717) as state machines without I/O. */
@NullMarked
package org.waywiser.protocol.control;

import org.jspecify.annotations.NullMarked;
