/** Where the secrets that key a measurement come from. RFC 7717 §5.1. */
@NullMarked
package org.waywiser.keys;

import org.jspecify.annotations.NullMarked;
