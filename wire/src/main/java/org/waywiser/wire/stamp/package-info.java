/** Test packets of STAMP (RFC 8762 §4) and the TLVs that extend them (RFC 8972 §4). */
@NullMarked
package org.waywiser.wire.stamp;

import org.jspecify.annotations.NullMarked;
