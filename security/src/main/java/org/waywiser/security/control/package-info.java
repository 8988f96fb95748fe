/** Keys, Token and the two encrypted streams of a control connection. RFC 4656 §3.1, §3.2, §3.4. */
@NullMarked
package org.waywiser.security.control;

import org.jspecify.annotations.NullMarked;
