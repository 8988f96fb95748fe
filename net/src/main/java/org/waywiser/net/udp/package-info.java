/**
 * The data path: one thread owns one UDP socket, receives, stamps and sends; others hand it commands. TWAMP-Test of RFC
 * 5357 §4 runs on it.
 */
@NullMarked
package org.waywiser.net.udp;

import org.jspecify.annotations.NullMarked;
