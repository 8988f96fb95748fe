/** Octets to values and back: the only code that touches buffers. */
@NullMarked
package org.waywiser.wire;

import org.jspecify.annotations.NullMarked;
