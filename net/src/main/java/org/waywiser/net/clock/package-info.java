/** The machine's wall clock and what is known of its error. RFC 4656 §4.1.2. */
@NullMarked
package org.waywiser.net.clock;

import org.jspecify.annotations.NullMarked;
