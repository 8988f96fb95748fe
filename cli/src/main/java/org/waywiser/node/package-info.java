/** A running Waywiser: the Server with its reflectors, and the client that measures. */
@NullMarked
package org.waywiser.node;

import org.jspecify.annotations.NullMarked;
