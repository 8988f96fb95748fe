/**
 * Keys of the SAs of a strongSwan on this machine, which tells them to the peer of its plugin {@code ha}: us. RFC 7296 §2.14, §2.17
 * has what is derived from them.
 */
@NullMarked
package org.waywiser.keys.strongswan;

import org.jspecify.annotations.NullMarked;
