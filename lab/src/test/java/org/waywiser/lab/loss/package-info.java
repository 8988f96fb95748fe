/** Measurements through a wire that does to packets what it is told, and knows what it did. */
@NullMarked
package org.waywiser.lab.loss;

import org.jspecify.annotations.NullMarked;
