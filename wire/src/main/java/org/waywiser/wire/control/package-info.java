/** Messages of OWAMP-Control (RFC 4656 §3) and TWAMP-Control (RFC 5357 §3), one record per figure. */
@NullMarked
package org.waywiser.wire.control;

import org.jspecify.annotations.NullMarked;
