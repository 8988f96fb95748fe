/** What a measurement looks like to people and to programs: text, JSON, CSV, single packets, and a line while it runs. */
@NullMarked
package org.waywiser.cli.report;

import org.jspecify.annotations.NullMarked;
