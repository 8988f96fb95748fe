/** What a working set-up needs, looked at piece by piece. */
@NullMarked
package org.waywiser.cli.doctor;

import org.jspecify.annotations.NullMarked;
