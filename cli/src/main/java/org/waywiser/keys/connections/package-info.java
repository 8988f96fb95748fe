/** Peers that an IKE SA is wanted with, and the configuration that names them. RFC 7296. */
@NullMarked
package org.waywiser.keys.connections;

import org.jspecify.annotations.NullMarked;
