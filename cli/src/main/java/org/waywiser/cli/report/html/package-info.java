/** Sessions as one HTML page with pictures in SVG: no script, nothing from elsewhere. */
@NullMarked
package org.waywiser.cli.report.html;

import org.jspecify.annotations.NullMarked;
