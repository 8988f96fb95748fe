/** Keys and protection of test packets. RFC 4656 §4.1.2, RFC 5357 §4.2.1. */
@NullMarked
package org.waywiser.security.probe;

import org.jspecify.annotations.NullMarked;
