/** Test packets of OWAMP-Test (RFC 4656 §4.1.2) and TWAMP-Test (RFC 5357 §4), read and written in place. */
@NullMarked
package org.waywiser.wire.probe;

import org.jspecify.annotations.NullMarked;
