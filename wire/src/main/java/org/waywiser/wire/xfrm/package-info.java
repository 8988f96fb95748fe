/**
 * What the Linux kernel says of its security associations and policies over NETLINK_XFRM: the structures of {@code linux/netlink.h} and
 * {@code linux/xfrm.h} on 64-bit little-endian machines. The databases themselves are those of RFC 4301 §4.4.
 */
@NullMarked
package org.waywiser.wire.xfrm;

import org.jspecify.annotations.NullMarked;
