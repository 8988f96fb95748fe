/** Many clients at once. */
@NullMarked
package org.waywiser.lab.load;

import org.jspecify.annotations.NullMarked;
