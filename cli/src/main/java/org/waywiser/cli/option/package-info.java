/**
 * Options as objects that hold their value. picocli would also read them from annotations, at every start anew: that takes
 * longer than most commands run.
 */
@NullMarked
package org.waywiser.cli.option;

import org.jspecify.annotations.NullMarked;
