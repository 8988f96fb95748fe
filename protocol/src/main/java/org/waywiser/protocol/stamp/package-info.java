/**
 * The Session-Reflector of STAMP (RFC 8762 §4.3) with the TLVs of RFC 8972 §4, without sockets, clocks of its own or
 * threads. It answers Session-Senders of TWAMP Light too (RFC 8762 §4.6).
 */
@NullMarked
package org.waywiser.protocol.stamp;

import org.jspecify.annotations.NullMarked;
