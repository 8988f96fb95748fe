/** Servers that are killed in the middle of their work. */
@NullMarked
package org.waywiser.lab.crash;

import org.jspecify.annotations.NullMarked;
