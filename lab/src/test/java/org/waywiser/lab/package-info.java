/** Tests of the whole: what no module can show alone. */
@NullMarked
package org.waywiser.lab;

import org.jspecify.annotations.NullMarked;
