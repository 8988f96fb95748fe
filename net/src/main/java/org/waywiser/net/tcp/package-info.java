/** TCP for control connections: plain blocking streams on virtual threads. */
@NullMarked
package org.waywiser.net.tcp;

import org.jspecify.annotations.NullMarked;
