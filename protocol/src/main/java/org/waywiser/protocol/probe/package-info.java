/**
 * The ends of test sessions without sockets, clocks of their own or threads: Session-Sender and Session-Reflector of
 * RFC 5357 §4, Session-Receiver of RFC 4656 §4.2, packets as in RFC 4656 §4.1.2.
 */
@NullMarked
package org.waywiser.protocol.probe;

import org.jspecify.annotations.NullMarked;
