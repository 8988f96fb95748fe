/**
 * The two ends of a TWAMP-Test session without sockets, clocks of their own or threads: Session-Sender and
 * Session-Reflector of RFC 5357 §4, packets as in RFC 4656 §4.1.2.
 */
@NullMarked
package org.waywiser.protocol.probe;

import org.jspecify.annotations.NullMarked;
