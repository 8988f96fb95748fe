/** Sessions that were recorded, a file each in perfSONAR's format: written as packets come, read for a Fetch-Session. RFC 4656 §3.9. */
@NullMarked
package org.waywiser.node.store;

import org.jspecify.annotations.NullMarked;
