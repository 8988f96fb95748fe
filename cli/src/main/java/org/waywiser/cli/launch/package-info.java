/** What is done to the program once it is built, so that it starts sooner. */
@NullMarked
package org.waywiser.cli.launch;

import org.jspecify.annotations.NullMarked;
