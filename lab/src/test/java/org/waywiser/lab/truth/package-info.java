/** What is reported, beside what is known of the network and of the machine. */
@NullMarked
package org.waywiser.lab.truth;

import org.jspecify.annotations.NullMarked;
