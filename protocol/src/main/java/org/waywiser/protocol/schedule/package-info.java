/** When the next test packet is due. RFC 5357 §4.1.1 leaves the timing of a Session-Sender open. */
@NullMarked
package org.waywiser.protocol.schedule;

import org.jspecify.annotations.NullMarked;
