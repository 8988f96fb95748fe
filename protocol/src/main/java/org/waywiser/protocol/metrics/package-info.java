/**
 * From timestamps to distributions: two-way delay (RFC 2681), one-way delay (RFC 7679), delay variation (RFC 3393, RFC
 * 5481), reordering (RFC 4737). Values are folded in as they come; memory does not grow with the number of packets.
 */
@NullMarked
package org.waywiser.protocol.metrics;

import org.jspecify.annotations.NullMarked;
