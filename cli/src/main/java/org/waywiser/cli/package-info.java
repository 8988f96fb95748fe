/** The command line: one class per command. */
@NullMarked
package org.waywiser.cli;

import org.jspecify.annotations.NullMarked;
