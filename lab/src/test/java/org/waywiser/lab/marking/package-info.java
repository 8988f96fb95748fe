/** A network that writes DSCP and ECN of test packets anew. */
@NullMarked
package org.waywiser.lab.marking;

import org.jspecify.annotations.NullMarked;
